import { naturally } from '../../model/natural.ts'
import type { Order } from '../../model/option.ts'

/** What is said may change, and not fall silent. */
export function stands(key: string): Order<string> {
  return { weaker: (older, newer) => (older !== undefined && newer === undefined ? { says: `\`${key}: ${older}\` is gone` } : undefined) }
}

/** Whom to call in an emergency may change; whether one may go at all is no promise of more or less. */
export function contactStands(): Order<{ readonly contact: string | undefined }> {
  return { weaker: (older, newer, files) => stands('emergency: contact').weaker(older?.contact, newer?.contact, files) }
}

/** A version takes more migrations in while it is made. An earlier one hides those behind it, unless its own went under this name. */
export function notEarlier(key: string): Order<string> {
  return {
    weaker: async (older, newer, files) => {
      if (older === undefined || older === newer) return undefined
      if (newer === undefined) return { says: `\`${key}: ${older}\` is gone` }
      const still = [...(await files.after.entries()).keys()].some((path) => path.includes(older))
      return still && naturally(newer, older) < 0 ? { says: `\`${key}\` was ${older} and is ${newer}` } : undefined
    },
  }
}

/** A way back that was stated may lead elsewhere, and not nowhere. */
export function wayBack(): Order<string> {
  return {
    weaker: (older, newer) =>
      older === undefined || older === 'none' || (newer !== undefined && newer !== 'none')
        ? undefined
        : { says: `\`rollback-to\` was ${older} and is ${newer ?? 'gone'}` },
  }
}

interface Step {
  readonly name: string
  readonly at: string
  readonly run: string | undefined
  readonly sql: string | undefined
  readonly undo: string | undefined
  readonly blocks: boolean | undefined
}

/** Every step stays; one that checks stays what it is, where it is. What the others run is free. */
export function keptSteps(): Order<readonly Step[]> {
  return {
    weaker: (older = [], newer = []) => {
      const losses = older.flatMap((step) =>
        lossOf(
          step,
          newer.find(({ name }) => name === step.name),
        ),
      )
      return losses.length ? { says: `steps: ${losses.join('; ')}` } : undefined
    },
  }
}

function lossOf(older: Step, newer: Step | undefined): string[] {
  const named = `\`${older.name}\``
  if (!newer) return [`${named} is gone`]
  const checks = older.blocks || older.at === 'ready' || older.at === 'verify' || older.sql !== undefined
  const asks = ({ run, sql }: Step) => run ?? sql
  return [
    ...(checks && older.at !== newer.at ? [`${named} was run at ${older.at} and is run at ${newer.at}`] : []),
    ...(checks && asks(older) !== asks(newer) ? [`${named} asked \`${asks(older)}\` and asks \`${asks(newer)}\``] : []),
    ...(older.blocks && !newer.blocks ? [`${named} no longer blocks`] : []),
    ...(older.undo !== undefined && newer.undo === undefined ? [`${named} is no longer undone`] : []),
  ]
}

/** A share that goes first: a larger one puts more at stake at once. */
export function smallerShare(key: string): Order<string> {
  const share = (text: string) => /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim())?.[1]
  return {
    weaker: (older, newer, files) => {
      if (older === undefined || newer === undefined) return stands(key).weaker(older, newer, files)
      const [was, is] = [share(older), share(newer)]
      return was !== undefined && (is === undefined || Number(is) > Number(was))
        ? { says: `\`${key}\` was ${older} and is ${newer}` }
        : undefined
    },
  }
}

/** Each thing that is watched stays so, and sets off no later than it did. */
export function sooner(key: string): Order<readonly string[]> {
  return {
    weaker: (older = [], newer = []) => {
      const later = older.filter((each) => !newer.some((other) => asSoon(each, other)))
      return later.length ? { says: `${key}: ${later.map((each) => `\`${each}\``).join(', ')} is no longer asked` } : undefined
    },
  }
}

/** Whether one trigger goes off whenever another does; what is no plain comparison must stay as it is written. */
function asSoon(older: string, newer: string): boolean {
  const plain = (text: string) => text.trim().replace(/\s+/g, ' ')
  const [was, is] = [older, newer].map((text) => /^(.*?)\s*(>=?|<=?)\s*(\d+(?:\.\d+)?)\s*(\D*)$/.exec(plain(text)))
  if (!was || !is) return plain(older) === plain(newer)
  const same = was[1] === is[1] && was[2] === is[2] && was[4] === is[4]
  return same && (was[2]!.startsWith('>') ? Number(is[3]) <= Number(was[3]) : Number(is[3]) >= Number(was[3]))
}
