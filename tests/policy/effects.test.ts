import { describe, expect, it } from 'vitest'
import { guards } from '../../src/guards/index.ts'
import { groundEffects } from '../../src/judge/ground.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { Place } from '../../src/model/place.ts'
import { policyEdits } from '../../src/policy/edits.ts'
import { loadBoth, loadPolicies } from '../../src/policy/load.ts'
import { ratchet } from '../../src/policy/ratchet.ts'
import { policyWeakenings } from '../../src/policy/weakenings.ts'
import { asMuch, base, type Tree, weaker } from './pairs.ts'
import { refusalOf, tree } from './room.ts'

/** What a change of policies comes to in memory: what it weakens, and what is told of the edit itself. */
async function effects(before: Tree, after: Tree) {
  const files = { before: tree(before), after: tree(after) }
  const policies = await loadBoth(files)
  const findings = [...(await ratchet(policies.before, policies.after, files)), ...(await groundEffects(policies, files))]
  return { findings, edits: await policyEdits(policies, files, findings) }
}

/** The whole of it as text; a refusal as its sentence. */
async function whole(before: Tree, after: Tree): Promise<string> {
  let came: Awaited<ReturnType<typeof effects>> | undefined
  const refused = await refusalOf(effects(before, after).then((each) => (came = each)))
  if (!came) return `refused ${refused}`
  const { findings, edits } = came
  return [...findings.map(textOf), ...(edits?.adds.map((each) => `adds: ${each}`) ?? [])].join('\n')
}

function textOf({ code, level, protection, message, places }: Finding<Place>): string {
  const at = places.map(
    ({ side, path, span, label }) => `  ${side} ${path}${span ? `:${Object.values(span).join(' ')}` : ''} ${label ?? ''}`,
  )
  return [`${level} ${code} ${protection}: ${message}`, ...at].join('\n')
}

describe('a change of policies that protects less', () => {
  it.each(weaker)('is told whole: %s', async (_, change, how) => {
    const told = await whole(base, { ...base, ...change })
    expect(told).toContain(how)
    expect(told).toMatchSnapshot()
  })

  it.each(weaker)('protects more, or something else, the other way round: %s', async (_, change) => {
    expect(await whole({ ...base, ...change }, base)).toMatchSnapshot()
  })
})

describe('a change of policies that protects as much', () => {
  it.each(asMuch)('is quiet: %s', async (_, change) => {
    const told = await whole(base, { ...base, ...change })
    expect(told.split('\n').filter((line) => line && !line.startsWith('adds: '))).toEqual([])
    expect(told).toMatchSnapshot()
  })

  it.each(asMuch)('is told the other way round, where it then asks less: %s', async (_, change) => {
    expect(await whole({ ...base, ...change }, base)).toMatchSnapshot()
  })
})

describe('the weakenings of a policy that are told from its own keys', () => {
  it.each([
    ['as it is', {}],
    ['with a count', { 'policies/p.yaml': (base['policies/p.yaml'] as string).replace('owners:', 'required-coverage: 19/19\nowners:') }],
  ] as [string, Tree][])('are each seen: %s', async (_, change) => {
    const before = { ...base, ...change }
    const policies = await loadPolicies(tree(before))
    const lines: string[] = []
    for await (const { of, what, at, caughtBy, change } of policyWeakenings(policies, policies.protocols, tree(before), guards)) {
      if (!('edits' in change)) throw new Error(what)
      const after = { ...before, ...Object.fromEntries(change.edits) }
      const { findings } = await effects(before, after)
      expect(
        findings.some(({ code }) => (caughtBy as readonly string[]).includes(code)),
        `${of}: ${what}`,
      ).toBe(true)
      lines.push(`${of} (${at.path}:${at.span.line}): ${what}\n${findings.map(({ code, message }) => `  ${code}: ${message}`).join('\n')}`)
    }
    expect(lines.join('\n')).toMatchSnapshot()
  })
})
