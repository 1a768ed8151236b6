import { nearest } from '../../model/nearest.ts'
import { Refusal } from '../../model/refusal.ts'
import { codes } from '../explain.ts'
import { bash } from './bash.ts'
import { fish } from './fish.ts'
import { powershell } from './powershell.ts'
import { type Shell, shapeOf, shells } from './shape.ts'
import { zsh } from './zsh.ts'

const writers = { bash, zsh, fish, powershell } as const satisfies Record<Shell, unknown>

/** The script that completes pawl's words in a shell. */
export function completions(shell: string): string {
  const known = shells.find((each) => each === shell)
  if (known) return writers[known](shapeOf(codes()))
  const near = nearest(shell, shells)
  throw new Refusal(
    `there are no completions for the shell \`${shell}\`${near ? `; did you mean \`${near}\`?` : `; there are those for ${shells.join(', ')}`}`,
  )
}
