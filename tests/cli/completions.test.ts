import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { commonFlags, verbs } from '../../src/cli/arguments.ts'
import { pawl } from '../cases/command.ts'

const folder = mkdtempSync(join(tmpdir(), 'pawl-completions-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, stdio: 'pipe' })
git('init', '-q', '-b', 'trunk')
git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'first')
for (const shell of ['bash', 'zsh', 'fish']) writeFileSync(join(folder, `pawl.${shell}`), (await pawl(folder, ['completions', shell])).out)

const run = (program: string, ...words: string[]) =>
  execFileSync(program, words, { cwd: folder, encoding: 'utf8', env: { ...process.env, HOME: folder, TERM: 'dumb' } })
const words = (text: string) =>
  text
    .split(/[\s\0]+/)
    .filter(Boolean)
    .sort()

/** What bash offers: the line is split as bash splits it, `=` apart. */
function inBash(line: string): string[] {
  const parts = line.split(/ |(?==)|(?<==)/)
  const script = `source pawl.bash; COMP_WORDS=(${parts.map((part) => `'${part}'`).join(' ')}); COMP_CWORD=${parts.length - 1}; _pawl; printf '%s\\n' "\${COMPREPLY[@]}"`
  return words(run('bash', '--norc', '-c', script))
}

/** What fish offers, without the descriptions. */
function inFish(line: string): string[] {
  const out = run('fish', '--no-config', '-c', `source pawl.fish; complete -C '${line}'`)
  return words(out.replace(/\t.*$/gm, ''))
}

/** What zsh offers, asked through a terminal of its own as a person asks: `compadd` is made to write down what it is given. */
function inZsh(line: string): string[] {
  const script = `
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PROMPT=; autoload -Uz compinit; compinit -u -d '${folder}/.zcompdump'; source '${folder}/pawl.zsh'"
zpty -w z 'compadd () { if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return $?; fi; typeset -a __hits; builtin compadd -A __hits "$@"; print -rC1 -- "hit:"$^__hits; builtin compadd "$@" }'
zpty -w z 'bindkey "^I" complete-word; zstyle ":completion:*" list-prompt ""; zstyle ":completion:*" menu no'
zpty -w z 'echo rea''dy'
zpty -r z seen '*ready*'
zpty -w -n z "${line}"$'\\t'
repeat 100; do
  zpty -r -t z more && out+=$more
  [[ $out == *hit:* ]] && break
  sleep .1
done
sleep .3
while zpty -r -t z more; do out+=$more; done
print -r -- $out
zpty -d z`
  const out = run('zsh', '-f', '-c', script)
  return [...new Set([...out.matchAll(/hit:([^\s"]+)/g)].map(([, word]) => word!))].sort()
}

const names = Object.keys(verbs)
const formats = [...commonFlags.format!.choices!].sort()

describe.each([
  ['bash', inBash],
  ['fish', inFish],
  ['zsh', inZsh],
] as const)('in the real %s', (shell, offered) => {
  it('offers the verbs', () => {
    expect(offered('pawl ')).toEqual(expect.arrayContaining(names))
    expect(offered('pawl exp')).toEqual(['explain'])
  })

  it('offers what a flag may be, and the flags of a verb beside those of all', () => {
    expect(offered('pawl check --format ')).toEqual(formats)
    const flags = offered('pawl audit --')
    expect(flags.map((flag) => flag.replace(/=$/, ''))).toEqual(
      expect.arrayContaining(['--since', '--history', '--org', '--format', '--quiet']),
    )
    expect(flags.join(' ')).not.toContain('--staged')
  })

  it('offers codes, hooks, shells and revisions where they stand', () => {
    expect(offered('pawl explain schema/column-d')).toEqual(['schema/column-default-changed', 'schema/column-dropped'])
    expect(offered('pawl hook pre-p')).toEqual(['pre-push'])
    expect(offered('pawl completions ')).toEqual(expect.arrayContaining(['bash', 'fish', 'powershell', 'zsh']))
    expect(offered('pawl check --base tr')).toEqual(['trunk'])
  })

  if (shell === 'bash') {
    it('understands a value behind `=`, and a folder ahead of the verb', () => {
      expect(offered('pawl check --format=j')).toEqual(['json', 'junit'])
      expect(offered('pawl -C . exp')).toEqual(['explain'])
      expect(offered('pawl --format=json exp')).toEqual(['explain'])
    })
  }
})

it('writes every verb, flag and choice into the script for PowerShell', async () => {
  const { exit, out } = await pawl(folder, ['completions', 'powershell'])
  expect(exit).toBe(0)
  for (const name of [...names, ...Object.keys(commonFlags).map((flag) => `--${flag}`), ...formats, 'schema/column-dropped']) {
    expect(out).toContain(`'${name}'`)
  }
  // Every quote inside a text is doubled, so that quotes are even on each line.
  expect(out.split('\n').filter((line) => (line.match(/'/g) ?? []).length % 2)).toEqual([])
})

it('names the nearest shell', async () => {
  expect((await pawl(folder, ['completions', 'bsh'])).err).toContain('did you mean `bash`?')
})
