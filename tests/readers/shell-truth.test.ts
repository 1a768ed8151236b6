import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { follow } from '../../src/readers/shell/follow.ts'
import { fileSource } from '../../src/readers/shell/tree.ts'
import fc from '../seeded.ts'
import { asked } from './shell-asked.ts'

const simple = fc.constantFrom(
  'pawl check',
  'pawl check',
  'pawl check',
  'other',
  'true',
  'false',
  'exit 0',
  'exit 1',
  'exit',
  'exit $s',
  's=$?',
  's=0',
  's=1',
  'set -e',
  'set +e',
  'f',
  'g',
  ':',
  "trap 'exit 0' EXIT",
  "trap 'other' EXIT",
  "trap 'exit $s' EXIT",
  'x=$(pawl check)',
  'x=$(other; pawl check)',
  'echo "$(pawl check)" >/dev/null',
  'return',
  'break',
  'export y=$(pawl check)',
  '[ $? -eq 0 ]',
  '[ "$s" = 0 ]',
  '[ "$?" != 0 ]',
  'exec pawl check',
  'eval "pawl check"',
  'f() { pawl check; }',
  'g() { other && return 0; pawl check; }',
  'sh -c "pawl check; other"',
  'pawl check &',
  'wait',
  'unset -f f',
  'trap - EXIT',
  'continue',
  'exit $((s + 1))',
  'exit ${s:-0}',
  'command pawl check',
  'pawl() { :; }',
)

const list = (depth: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(node(depth), { minLength: 1, maxLength: 4 }), fc.constantFrom('\n', '; '))
    .map(([all, by]) => all.join(by).replaceAll('&; ', '& '))

function node(depth: number): fc.Arbitrary<string> {
  if (depth === 0) return simple
  const inner = list(depth - 1)
  const one = node(depth - 1)
  return fc.oneof(
    { weight: 4, arbitrary: simple },
    fc.tuple(one, one, fc.constantFrom('&&', '||')).map(([a, b, by]) => `{ ${a}\n} ${by} { ${b}\n}`),
    fc.tuple(inner, inner, inner).map(([a, b, c]) => `if ${a}\nthen ${b}\nelse ${c}\nfi`),
    fc.tuple(inner, inner).map(([a, b]) => `if ${a}\nthen ${b}\nfi`),
    inner.map((a) => `(${a}\n)`),
    inner.map((a) => `! { ${a}\n}`),
    fc.tuple(one, one).map(([a, b]) => `{ ${a}\n} | { ${b}\n}`),
    inner.map((a) => `for i in 1 2; do ${a}\ndone`),
    fc.tuple(fc.constantFrom('$s', '1', '$?'), inner, inner).map(([word, a, b]) => `case ${word} in 0) ${a}\n;; *) ${b}\n;; esac`),
    inner.map((a) => `while true; do ${a}\nbreak\ndone`),
    inner.map((a) => `f() { ${a}\n}`),
  )
}

/** Runs a script for real, with a pawl and another program that end as told; tells its status and how often pawl ran. */
function real(shell: string, flags: string[], text: string, pawl: number, other: number): { status: number | null; ran: boolean } {
  // A script may loop for ever in a part of a pipe, which no signal to the shell ends: each process has a second of the processor at most.
  const done = spawnSync('sh', ['-c', 'ulimit -t 1; exec "$@"', 'sh', shell, ...flags, '-c', text], {
    env: { PATH: `${import.meta.dirname}/stubs:/usr/bin:/bin`, PAWL_ENDS: String(pawl), OTHER_ENDS: String(other), s: '0' },
    encoding: 'utf8',
    timeout: 3000,
  })
  return { status: done.status, ran: done.stderr.includes('pawl ran') }
}

describe('what the shell reader says', () => {
  it('is what real shells do', async () => {
    await fc.assert(
      fc.asyncProperty(list(2), fc.constantFrom('', 'e'), fc.constantFrom('bash', 'sh'), async (text, flags, shell) => {
        const told = await follow(
          { text, source: fileSource('h', text), flavour: shell as 'sh' | 'bash', flags, folder: '' },
          asked as never,
        )
        if (told.is !== 'runs' && told.is !== 'absent') return
        for (const pawl of [0, 1])
          for (const other of [0, 1]) {
            const { status, ran } = real(shell, flags ? ['-e'] : [], text, pawl, other)
            // A script that never ends lets nothing pass.
            if (status === null) continue
            if (told.is === 'absent') expect(ran, text).toBe(false)
            else if (status === 0) expect({ pawl, ran, shell, flags, text }).toEqual({ pawl: 0, ran: true, shell, flags, text })
          }
      }),
      {
        numRuns: Number(process.env.RUNS ?? 150),
        examples: [
          ['(! { pawl check\ncontinue\n}\n)', 'e', 'bash'],
          ['f() { pawl check; true; }\n(! f)', 'e', 'bash'],
          ['(pawl check)\ncase 1 in 1) [ "$?" != 0 ];; esac', '', 'bash'],
          ['pawl check\nfor i in $(other); do exit $?; done', '', 'sh'],
          ['case $(pawl check) in *) exit $?;; esac', '', 'bash'],
        ],
      },
    )
  })
})
