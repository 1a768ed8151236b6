import type { FlagShape, shapeOf } from './shape.ts'

/** Completions for PowerShell: `pawl completions powershell | Out-String | Invoke-Expression`. */
export function powershell({ verbs, common }: ReturnType<typeof shapeOf>): string {
  const table = (all: readonly { name: string; says: string }[]) =>
    all.map(({ name, says }) => `    ${quoted(name)} = ${quoted(says)}`).join('\n')
  const values = [...new Map([...common, ...verbs.flatMap(({ flags }) => flags)].flatMap(wordsOf))]
  return `# Completions of pawl for PowerShell: pawl completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName pawl -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $verbs = [ordered]@{
${table(verbs)}
  }
  $common = [ordered]@{
${table(common)}
  }
  $flags = @{
${verbs.map(({ name, flags }) => `    ${quoted(name)} = [ordered]@{\n${table(flags)}\n    }`).join('\n')}
  }
  $words = @{
${verbs
  .filter((verb) => verb.words.length)
  .map((verb) => `    ${quoted(verb.name)} = @(${verb.words.map(quoted).join(', ')})`)
  .join('\n')}
  }
  $values = @{
${values.map(([name, words]) => `    ${quoted(name)} = @(${words.map(quoted).join(', ')})`).join('\n')}
  }
  $before = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
  $previous = if ($before.Count) { $before[-1] } else { '' }
  $verb = $before | Where-Object { $verbs.Contains($_) } | Select-Object -First 1
  $found = if ($values.ContainsKey($previous)) { $values[$previous] }
    elseif ($wordToComplete -like '-*') { @(if ($verb) { $flags[$verb].Keys }) + @($common.Keys) }
    elseif (-not $verb) { $verbs.Keys }
    elseif ($words.ContainsKey($verb)) { $words[$verb] }
  $found | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    $says = if ($verbs.Contains($_)) { $verbs[$_] } elseif ($verb -and $flags[$verb].Contains($_)) { $flags[$verb][$_] } elseif ($common.Contains($_)) { $common[$_] } else { $_ }
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $says)
  }
}
`
}

function wordsOf({ name, value }: FlagShape): [string, readonly string[]][] {
  return value?.is === 'words' ? [[name, value.words]] : []
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
