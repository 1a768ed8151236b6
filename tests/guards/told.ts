import { expect } from 'vitest'
import type { Guard } from '../../src/guards/guard.ts'
import { type Heard, nothingHeard, uphold } from '../../src/judge/uphold.ts'
import { type Edit, emptyTree, overlay, remember } from '../../src/model/files.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { Place } from '../../src/model/place.ts'
import type { Protection, Protocol } from '../../src/model/policy.ts'

const span = { line: 1, column: 1, endLine: 1, endColumn: 2 }

/** A protocol in memory with protections of one kind, each a subject with its options. */
export function protocolOf(kind: string, items: readonly (readonly [string, Record<string, unknown>])[]): Protocol {
  const protocol = {
    id: 'p',
    status: 'irreversible',
    owners: [],
    requiredCoverage: { percent: 100 },
    at: { path: 'policies/p.yaml', span },
  } as const
  const whole = { ...protocol, protect: [] as Protection[] }
  for (const [subject, options] of items) {
    whole.protect.push({ id: `${kind}:${subject}`, kind, subject, options, level: 'error', at: protocol.at, keys: {}, protocol: whole })
  }
  return whole
}

export type Tree = Readonly<Record<string, Edit>>
export const files = (tree: Tree) => remember(overlay(emptyTree, new Map(Object.entries(tree))))

async function heardOf(guard: Guard<any, any, any>, protocol: Protocol, before: Tree | undefined, after: Tree): Promise<Heard> {
  const [older, newer] = [files(before ?? {}), files(after)]
  const heard = nothingHeard()
  for (const protection of protocol.protect)
    await uphold(guard, protection, { before: older, after: newer }, { today: '2026-11-21' }, heard)
  const stood = nothingHeard()
  if (before)
    for (const protection of protocol.protect)
      await uphold(guard, protection, { before: older, after: older }, { today: '2026-11-21' }, stood)
  const known = new Set(stood.findings.map((each) => JSON.stringify([each.code, each.subject, each.what])))
  return { ...heard, findings: heard.findings.filter((each) => !known.has(JSON.stringify([each.code, each.subject, each.what]))) }
}

/** What the guard says of `after` that it does not say of `before`: codes with their sentences, and refusals. */
export async function said(guard: Guard<any, any, any>, protocol: Protocol, before: Tree | undefined, after: Tree): Promise<string[]> {
  return sentences(await heardOf(guard, protocol, before, after))
}

/** The same; and the whole text of it, with help and places, is held beside the test in its `.snap`: read what `vitest -u` makes of it. */
export async function told(guard: Guard<any, any, any>, protocol: Protocol, before: Tree | undefined, after: Tree): Promise<string[]> {
  const heard = await heardOf(guard, protocol, before, after)
  const whole = [...heard.findings.map(textOf), ...heard.refusals.map((each) => `refusal: ${each.message}`), ...heard.limits]
  if (whole.length) expect(whole.join('\n')).toMatchSnapshot()
  return sentences(heard)
}

function sentences({ findings, refusals }: Heard): string[] {
  return [...findings.map(({ code, message }) => `${code}: ${message}`), ...refusals.map(({ message }) => `refusal: ${message}`)]
}

function textOf({ code, level, message, help, places, unknown }: Finding<Place>): string {
  const at = places.map(({ side, path, span, label = '', hidden }) => {
    const where = span ? `:${span.line}:${span.column}-${span.endLine}:${span.endColumn}` : ''
    return `  ${side} ${path}${where}${label && ` (${label})`}${hidden ? ' hidden' : ''}`
  })
  return [`${level} ${code}${unknown ? ' unknown' : ''}: ${message}`, ...at, `  ${help}`].join('\n')
}
