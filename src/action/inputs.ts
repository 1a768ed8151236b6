import { nearest } from '../model/nearest.ts'
import { Refusal } from '../model/refusal.ts'

/** What a step may give the Action. No input chooses the policy that judges, or what fails. */
export const inputs = ['token', 'comment', 'sarif', 'html', 'allow-run', 'working-directory'] as const

export interface Inputs {
  token: string | undefined
  comment: boolean
  sarif: string | undefined
  html: string | undefined
  allowRun: boolean
  workingDirectory: string
}

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the inputs as the runner hands them over: `INPUT_` and the name in capitals, spaces as `_`. An unknown one is a Refusal. */
export function readInputs(env: Environment): Inputs {
  for (const name of Object.keys(env)) {
    if (!name.startsWith('INPUT_')) continue
    const given = name.slice('INPUT_'.length).toLowerCase()
    if (inputs.some((each) => each === given)) continue
    const near = nearest(given, inputs)
    throw new Refusal(
      `the action has no input \`${given}\`${near ? `; did you mean \`${near}\`?` : `; it has ${inputs.map((each) => `\`${each}\``).join(', ')}`}`,
    )
  }
  const text = (name: (typeof inputs)[number]) => env[`INPUT_${name.toUpperCase()}`]?.trim() || undefined
  const flag = (name: (typeof inputs)[number]) => {
    const value = text(name) ?? 'false'
    // The words of YAML 1.2's core schema, as @actions/core reads them.
    if (/^(true|True|TRUE)$/.test(value)) return true
    if (/^(false|False|FALSE)$/.test(value)) return false
    throw new Refusal(`the input \`${name}\` is \`true\` or \`false\`, not \`${value}\``)
  }
  return {
    token: text('token'),
    comment: flag('comment'),
    sarif: text('sarif'),
    html: text('html'),
    allowRun: flag('allow-run'),
    workingDirectory: text('working-directory') ?? '.',
  }
}
