import type { Circumstances, Evidence, Guard } from '../guards/guard.ts'
import type { Finding } from '../model/finding.ts'
import type { Place } from '../model/place.ts'
import { fullId, type Protection } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import type { RefusalNote } from '../model/report.ts'

/** What judging came to, before anything that already stood is taken away. */
export interface Heard {
  findings: Finding<Place>[]
  refusals: (RefusalNote & { protection?: string })[]
  limits: string[]
}

export const nothingHeard = (): Heard => ({ findings: [], refusals: [], limits: [] })

/** Lets one guard judge one protection over one view; a Refusal of it is told, and the rest goes on. */
export async function uphold<E extends keyof Evidence>(
  guard: Guard<any, E, any>,
  protection: Protection,
  seen: Evidence[E],
  circumstances: Circumstances,
  heard: Heard,
): Promise<void> {
  const say = (
    code: string,
    saying: {
      args: Finding['message'] | Record<string, string | number>
      places?: readonly Place[]
      what?: string
      unless?: Finding['unless']
      within?: Finding['within']
    },
  ) => {
    const args = saying.args as Record<string, string | number>
    const definition = guard.codes[code]
    heard.findings.push({
      code,
      level: definition.ahead ? 'warning' : (definition.level ?? protection.level),
      protection: fullId(protection),
      kind: protection.kind,
      subject: protection.database ? `${protection.database} ${protection.subject}` : protection.subject,
      what: saying.what ?? JSON.stringify(args),
      message: definition.says(args),
      ...(protection.why || protection.protocol.why ? { why: protection.why ?? protection.protocol.why } : {}),
      help: definition.help(args),
      docs: docsOf(code),
      places: saying.places?.length ? saying.places : [policyPlace(protection)],
      ...(saying.unless?.length ? { unless: saying.unless } : {}),
      ...(saying.within ? { within: saying.within } : {}),
      ...(definition.unknown ? { unknown: true as const } : {}),
      ...(definition.ahead ? { ahead: true as const } : {}),
      protocol: nameOf(protection),
    })
  }
  say.limit = (text: string) => heard.limits.push(text)
  try {
    await guard.uphold(protection as never, seen, say as never, circumstances)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { path, span } = protection.at
    const at = error.at.path === undefined ? { path, line: span.line, column: span.column } : error.at
    heard.refusals.push({ message: error.message, ...at, protection: fullId(protection) })
  }
}

/** The page of a code: its first part is the page, its last part the heading. */
export function docsOf(code: string): string {
  const [page, ...rest] = code.split('/')
  return `docs/guards/${page}.md#${rest.join('-')}`
}

function policyPlace(protection: Protection): Place {
  return { side: 'after', path: protection.at.path, span: protection.at.span, label: 'asked here' }
}

function nameOf(protection: Protection): string {
  const { protocol } = protection
  const title = protocol.title ? ` ${protocol.title}` : ''
  return `${protocol.id}${title}, ${protocol.status} (${protection.at.path}:${protection.at.span.line})`
}
