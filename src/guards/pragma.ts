import type { Effect } from '../catalog/effect.ts'
import type { Passage } from '../catalog/passage.ts'
import type { Codes } from '../model/finding.ts'
import { equal } from '../model/orders.ts'
import type { Protection } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import { text } from '../model/values.ts'
import { guard, type Say } from './guard.ts'
import { wrongPragma } from './pragma/names.ts'
import { probesOf, shielded } from './pragma/shielded.ts'
import { column } from './schema/column.ts'
import { constraint } from './schema/constraint.ts'
import { index } from './schema/index-guard.ts'
import { table } from './schema/table.ts'

type Setting = Extract<Effect, { does: 'set' }>

/** One value for each way of writing it: SQLite takes `on`, `yes`, `true` and `1` for the same. */
function plain(value: string): string {
  const folded = value.trim().toLowerCase()
  if (['on', 'yes', 'true', '1'].includes(folded)) return 'on'
  return ['off', 'no', 'false', '0'].includes(folded) ? 'off' : folded
}

/** What one run of a script set, in its order; on the way back the up and the down are runs of their own. */
function runs(effects: readonly Effect[], name: string): Setting[][] {
  const all: Setting[][] = []
  for (const effect of effects) {
    if (effect.does !== 'set' || effect.setting.toLowerCase() !== name) continue
    const last = all.at(-1)?.at(-1)
    if (last && last.at.path === effect.at.path && last.at.statement <= effect.at.statement) all.at(-1)!.push(effect)
    else all.push([effect])
  }
  return all
}

const neighbours: Readonly<Record<string, { uphold(protection: any, passage: Passage, say: any, circumstances: any): unknown }>> = {
  table,
  column,
  constraint,
  index,
}

/** The first protection of the protocol that the same migration weakens. */
async function weakened(protection: Protection, passage: Passage): Promise<Protection | undefined> {
  for (const other of protection.protocol.protect) {
    const neighbour = Object.hasOwn(neighbours, other.kind) ? neighbours[other.kind] : undefined
    if (!neighbour || other.database !== protection.database) continue
    let found = false
    const say = Object.assign(
      () => {
        found = true
      },
      { limit: () => {} },
    )
    await neighbour.uphold(other, passage, say, { today: '' })
    if (found) return other
  }
  return undefined
}

/** Protects a setting of SQLite: no migration leaves it otherwise, or turns it off around a weakening. */
export const pragma = guard({
  kind: 'pragma',
  evidence: 'schema',
  subject: {
    says: 'the name of the pragma',
    wrong: wrongPragma,
  },
  says: 'No migration leaves the setting otherwise, or turns it off and on around a weakening.',
  options: { is: { type: text, order: equal('is', plain), says: 'The value that the setting has, as it reads back.', required: true } },
  codes: {
    'pragma/left-off': {
      says: (args) => `pragma \`${args.pragma}\` is left ${args.to}, and the policy asks for ${args.is}`,
      help: (args) => `set it back at the end of the migration: PRAGMA ${args.pragma} = ${args.is}`,
    },
    'pragma/set-otherwise': {
      says: (args) =>
        `the settings of database \`${args.database}\` have pragma \`${args.pragma}\` ${args.to}, and the policy asks for ${args.is}`,
      help: (args) =>
        `write \`${args.pragma}: ${args.is}\` under \`settings\` of the database, and see to it that the application sets it so`,
    },
    'pragma/off-around': {
      says: (args) => `pragma \`${args.pragma}\` is ${args.to} while ${args.what}`,
      help: (args) => `leave ${args.other} as it stands; a rebuild that keeps everything may turn the pragma off and on`,
    },
  } satisfies Codes,
  asks: (protection) => [{ database: protection.database ?? '', tables: [], probes: probesOf(protection as unknown as Protection) }],
  async uphold(protection, passage, say: Say<Codes>) {
    if (passage.after.engine !== 'sqlite') {
      const { line, column: at } = protection.at.span
      throw new Refusal(`\`pragma\` needs an SQLite database, and \`${passage.database}\` is one of ${passage.after.engine}`, {
        path: protection.at.path,
        line,
        column: at,
      })
    }
    const name = protection.subject.toLowerCase()
    const is = plain(protection.options.is)
    for (const [setting, to] of Object.entries(passage.settings ?? {})) {
      if (setting.toLowerCase() === name && plain(to) !== is)
        say('pragma/set-otherwise', { args: { database: passage.database, pragma: name, to, is }, what: `set ${to}` })
    }
    for (const effect of passage.effects) {
      if (effect.does === 'ignored' && effect.what.toLowerCase().includes(name))
        say.limit(`${effect.at.path}:${effect.at.span.line}: ${effect.what}`)
    }
    for (const run of runs(passage.effects, name)) {
      const off = run.find((effect) => plain(effect.to) !== is)
      const last = run.at(-1)!
      if (!off) continue
      const place = (effect: Setting) => ({
        side: 'after' as const,
        path: effect.at.path,
        span: effect.at.span,
        label: `sets it ${effect.to}`,
      })
      if (plain(last.to) !== is) {
        say('pragma/left-off', { args: { pragma: name, to: last.to, is }, what: `left ${last.to} ${last.at.path}`, places: [place(last)] })
        continue
      }
      const other = await weakened(protection as unknown as Protection, passage)
      const what = other ? `\`${other.subject}\` is weakened` : shielded(protection as unknown as Protection, passage)
      if (what)
        say('pragma/off-around', {
          args: { pragma: name, to: off.to, what, other: other ? `\`${other.subject}\`` : 'every row and foreign key' },
          what: `around ${other?.subject ?? what} ${off.at.path}`,
          places: [place(off), place(last)],
        })
    }
  },
})
