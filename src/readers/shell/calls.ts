import { follow, type Run } from './follow.ts'
import type { Call, PackageScript } from './machine.ts'

/** Every program that a run may start, on any of its ways; none where its text is not understood. */
export async function callsOf(
  run: Run,
  around: { file(path: string): Promise<string | undefined>; packageScript(name: string): PackageScript | 'unclear' | undefined },
): Promise<readonly Call[]> {
  const calls = new Map<string, Call>()
  await follow(run, {
    ...around,
    match: (call) => {
      calls.set(`${call.where.path} ${JSON.stringify(call.where.span)} ${JSON.stringify(call.words)}`, call)
      return { is: 'other' }
    },
  })
  return [...calls.values()]
}
