import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { follow } from '../../src/readers/shell/follow.ts'
import { fileSource } from '../../src/readers/shell/tree.ts'
import { asked } from './shell-asked.ts'

async function told(text: string, flavour: 'sh' | 'bash', flags: string): Promise<string> {
  const source = fileSource('h', text)
  return (await follow({ text, source, flavour, flags, folder: '' }, asked as never)).is
}

/** Whether a pawl that fails makes the script fail, as real shells have it. */
function fails(text: string, shell: string, flags: string): boolean {
  const done = spawnSync(shell, [...(flags ? [`-${flags}`] : []), '-c', text, 'h'], {
    env: { PATH: `${import.meta.dirname}/stubs:/usr/bin:/bin`, PAWL_ENDS: '1', OTHER_ENDS: '0' },
    encoding: 'utf8',
    timeout: 5000,
    input: 'a line\n',
  })
  return done.status !== 0
}

/** What holds of a script whose command is to count: in bash and in sh alike, unless a row names one. */
const rows: readonly (readonly [text: string, is: string, flags?: string, only?: 'bash' | 'sh'])[] = [
  [': && pawl check', 'runs'],
  ['true && pawl check', 'runs'],
  ['false || pawl check', 'runs'],
  ['false && pawl check', 'absent'],
  ['echo a && pawl check', 'runs'],
  ['printf a && pawl check', 'runs'],
  ['umask 022 && pawl check', 'runs'],
  ['ulimit -t 9 && pawl check', 'runs'],
  ['pwd && pawl check', 'runs'],
  ['times && pawl check', 'runs'],
  ['jobs && pawl check', 'runs'],
  ['shopt -s nullglob\npawl check', 'runs', '', 'bash'],
  ['pawl check\nexit', 'runs'],
  ['pawl check\nexit 0', 'swallowed'],
  ['pawl check\nexit 256', 'swallowed'],
  ['pawl check || exit 257', 'runs'],
  ['pawl check\nexit x', 'runs'],
  ['f() { pawl check; return; }\nf', 'runs'],
  ['f() { pawl check; return 0; }\nf', 'swallowed'],
  ['f() { return 0; pawl check; }\nf', 'absent'],
  ['f() { pawl check || return 3; }\nf || exit 1', 'runs'],
  ['return 0\npawl check', 'runs', '', 'bash'],
  ['for i in 1; do break; pawl check; done', 'absent'],
  ['for i in 1; do continue; pawl check; done', 'absent'],
  ['for i in 1; do pawl check || break; done', 'swallowed'],
  ['for i in 1 2; do for j in 1; do break 2; done; pawl check; done', 'absent'],
  ['for i in 1 2; do for j in 1; do break; done; pawl check || exit 1; done', 'runs'],
  ['break\npawl check', 'runs'],
  ['set -e\npawl check\necho done', 'runs'],
  ['set -e\nset +e\npawl check\necho done', 'swallowed'],
  ['set -o errexit\npawl check\necho done', 'runs'],
  ['set -o errexit\nset +o errexit\npawl check\necho done', 'swallowed'],
  ['set -x -e\npawl check\necho done', 'runs'],
  ['set -n\npawl check', 'absent'],
  ['set -o noexec\npawl check', 'absent'],
  ['set -- pawl check\n"$@"', 'runs'],
  ['set pawl check\n"$@"', 'runs'],
  ['set -- echo pawl check\nshift\n"$@"', 'runs'],
  ['set -- pawl check x\nshift\n"$@"', 'absent'],
  ['set -o pipefail\npawl check | cat', 'runs', '', 'bash'],
  ['pawl check | cat', 'swallowed'],
  ['f() { pawl check; }\nunset -f f\nf', 'absent'],
  ['f() { pawl check; }\nunset g\nf', 'runs'],
  ['x=pawl\nunset x\n$x check', 'absent'],
  ['x=pawl\n$x check', 'runs'],
  ['export x=pawl\n$x check', 'runs'],
  ['readonly x=pawl\n$x check', 'runs'],
  ['f() { local x=pawl; $x check; }\nf', 'runs'],
  ['declare x=pawl\n$x check', 'runs', '', 'bash'],
  ['typeset x=pawl\n$x check', 'runs', '', 'bash'],
  ['export "x=pawl"\n$x check', 'runs'],
  ['x=$(pawl check)', 'runs'],
  ['export x=$(pawl check)', 'swallowed'],
  ['cd / && pawl check', 'runs'],
  ['cd .\npawl check', 'runs'],
  ['pushd . >/dev/null\npawl check', 'runs', '', 'bash'],
  ['test 1 = 1 && pawl check', 'runs'],
  ['test 1 = 2 && pawl check', 'absent'],
  ['[ 1 = 1 ] && pawl check', 'runs'],
  ['[ 1 = 2 ] || pawl check', 'runs'],
  ['[ -n "" ] && pawl check', 'absent'],
  ['let 1 && pawl check', 'runs', '', 'bash'],
  ['let 0 && pawl check', 'absent', '', 'bash'],
  ['read line\npawl check', 'runs'],
  ['read x && pawl check', 'runs'],
  ['x=pawl\nread x\n$x check', 'unknown'],
  ['x=pawl\nread -r y\n$x check', 'runs'],
  ['x=pawl\nmapfile x\n$x check', 'unknown', '', 'bash'],
  ['mapfile list\npawl check', 'runs', '', 'bash'],
  ['readarray list\npawl check', 'runs', '', 'bash'],
  ['while getopts a: x; do :; done\npawl check', 'runs'],
  ['pawl check &\nwait', 'swallowed'],
  ['pawl check &\nwait $!', 'unknown'],
  ['eval "pawl check"', 'runs'],
  ['eval pawl check', 'runs'],
  ['eval "pawl check; true"', 'swallowed'],
  ['eval "$UNKNOWN_TO_ALL"\npawl check', 'unknown'],
  ["trap 'exit 0' EXIT\npawl check", 'swallowed'],
  ["trap 'exit 0' 0\npawl check", 'swallowed'],
  ["trap 'echo bye' EXIT\npawl check", 'runs'],
  ["trap 'exit 0' EXIT\ntrap - EXIT\npawl check", 'runs'],
  ["trap 'exit 0' EXIT\ntrap EXIT\npawl check", 'runs'],
  ["trap -- 'exit 0' EXIT\npawl check", 'swallowed'],
  ["trap 'exit 0' INT\npawl check", 'runs'],
  ["trap 'exit 0' SIGTERM HUP\npawl check", 'runs'],
  ["trap 'exit 0' ERR\npawl check", 'swallowed', '', 'bash'],
  ["trap 'echo bad' ERR\npawl check", 'runs', '', 'bash'],
  ["trap 'x=1' DEBUG\npawl check", 'unknown', '', 'bash'],
  ["trap 'exit 0' $SIGNAL_UNKNOWN\npawl check", 'unknown'],
  ['trap\npawl check', 'runs'],
  ['alias pawl=true\npawl check', 'near'],
  ['alias other=true\npawl check', 'runs'],
  ['alias pawl=true\nunalias pawl\npawl check', 'runs'],
  ['alias pawl=true\nunalias -a\npawl check', 'runs'],
  ['hash -r\npawl check', 'runs', '', 'bash'],
  ['hash -p /bin/true pawl\npawl check', 'unknown', '', 'bash'],
  ['enable -n test\npawl check', 'unknown', '', 'bash'],
  ['kill -0 $$\npawl check', 'runs'],
]

describe("the shell's own commands", () => {
  it.each(
    rows.flatMap(([text, is, flags = '', only]) =>
      (only ? [only] : (['sh', 'bash'] as const)).map((shell) => [text, shell, flags, is] as const),
    ),
  )('%j in %s, with flags %j, comes to %s', async (text, shell, flags, is) => {
    expect(await told(text, shell, flags)).toBe(is)
    if (is === 'runs') expect(fails(text, shell, flags)).toBe(true)
    if (is === 'swallowed' || is === 'absent') expect(fails(text, shell, flags) && is === 'swallowed').toBe(false)
  })
})
