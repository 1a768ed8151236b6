import { Refusal } from '../model/refusal.ts'

/** The first Node whose SQLite tells what a statement does. */
const oldest = [24, 10] as const

/** Refuses a Node that the engines cannot judge with: a runner brings its own. */
export function requireNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return
  throw new Refusal(`this runner brings Node ${version}, and pawl needs ${oldest.join('.')} or newer; update the runner`)
}
