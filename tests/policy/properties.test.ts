import { describe, expect, it } from 'vitest'
import { Refusal } from '../../src/model/refusal.ts'
import { text } from '../../src/model/values.ts'
import { wrongIn } from '../../src/policy/file.ts'
import { loadBoth, loadPolicies } from '../../src/policy/load.ts'
import { ratchet } from '../../src/policy/ratchet.ts'
import { yaml } from '../../src/readers/yaml.ts'
import fc from '../seeded.ts'
import { register, tree } from './room.ts'

const bytes = (value: string) => new TextEncoder().encode(value)

/** What stands under `key:`, or nothing where it is refused; any other exception is an error of ours. */
async function textUnderKey(written: string): Promise<string | undefined> {
  try {
    const node = await yaml.read(bytes(`key: ${written}\n`), 'p')
    if (node?.kind !== 'mapping' || node.entries.length !== 1) return undefined
    return text.read(node.entries[0]!.value, wrongIn('p'))
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

const odd = fc.string({ unit: fc.constantFrom(...' #:-?!&*%@`"\'|>[]{},~=\\$/.ab1\té☃'), maxLength: 12 })

describe('text that a user means', () => {
  it('is read back exactly or refused where it stands plain', async () => {
    await fc.assert(
      fc.asyncProperty(odd, async (meant) => {
        const read = await textUnderKey(meant)
        if (read !== undefined && !/^["'|>]/.test(meant.trim())) expect(read).toBe(meant.trim())
      }),
      { numRuns: 3000 },
    )
  })

  it('is read back exactly where it is quoted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(odd, fc.string({ unit: 'binary', maxLength: 12 })), async (meant) => {
        fc.pre(meant.trim() !== '' && meant.isWellFormed())
        expect(
          await textUnderKey(
            JSON.stringify(meant).replace(
              /[\x7f-\x9f\ufeff\u2028\u2029]/g,
              (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
            ),
          ),
        ).toBe(meant)
        if (!/[\x00-\x1f\x7f-\x9f\ufeff\u2028\u2029]/.test(meant))
          expect(await textUnderKey(`'${meant.replaceAll("'", "''")}'`)).toBe(meant)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('byte soup', () => {
  const policy =
    'protocol: p\nstatus: lossy\nprotect:\n  - document: a.md\n    headings: [A, B]\n  - { column: t.c, references: u.id }\ndatabases:\n  main: { engine: sqlite, migrations: m }\n'
  const end = async (file: Uint8Array | string) => {
    try {
      await loadPolicies(tree({ 'policies/p.yaml': file }), { register })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      expect(error.message).not.toMatch(/\n/)
      expect(error.at.path).toBe('policies/p.yaml')
    }
  }

  it('ends in a Refusal or is read', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), end), { numRuns: 1000 })
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom(...policy, '\n', '\t', '#', '&', '*', '!', '<<: ', '---\n', '? ') }), end),
      { numRuns: 1000 },
    )
  })

  it('ends in a Refusal where a policy is cut, doubled or strewn with signs', async () => {
    const edit = fc.tuple(
      fc.nat(policy.length),
      fc.nat(20),
      fc.string({ unit: fc.constantFrom(...' \n\t#:-&*![]{},"\'|>p1'), maxLength: 4 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        await end(edits.reduce((file, [at, gone, put]) => file.slice(0, at) + put + file.slice(at + gone), policy))
      }),
      { numRuns: 1500 },
    )
  })
})

describe('weaker than', () => {
  const headings = fc.subarray(['A', 'B', 'C'], { minLength: 1 })
  const item = fc.record({
    path: fc.constantFrom('a.md', 'b.md'),
    headings: fc.option(headings),
    sealed: fc.option(fc.constantFrom('append', 'true')),
    warns: fc.boolean(),
  })
  const items = fc.array(item, { minLength: 1, maxLength: 4 })
  type Items = typeof items extends fc.Arbitrary<infer T> ? T : never
  const policy = (all: Items, status = 'lossy') =>
    `protocol: p\nstatus: ${status}\nprotect:\n${all
      .map(({ path, headings: asked, sealed, warns }, index) => {
        const keys = [asked && `headings: [${asked.join(', ')}]`, sealed && `sealed: ${sealed}`, warns && 'level: warning'].filter(Boolean)
        return `  - { document: ${path}, id: i${index}${keys.map((key) => `, ${key}`).join('')} }\n`
      })
      .join('')}`

  const weaker = async (before: string, after: string) => {
    const files = { before: tree({ 'policies/p.yaml': before }), after: tree({ 'policies/p.yaml': after }) }
    const policies = await loadBoth(files, register)
    return (await ratchet(policies.before, policies.after, files, register)).length > 0
  }

  it('is never a policy than itself, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(items, async (all) => {
        expect(await weaker(policy(all), policy(all))).toBe(false)
        expect(await weaker(policy(all), policy(all.toReversed()))).toBe(false)
      }),
      { numRuns: 150 },
    )
  })

  it('is never a policy with more in it', async () => {
    await fc.assert(
      fc.asyncProperty(items, items, fc.nat(3), async (all, more, at) => {
        expect(await weaker(policy(all), policy([...all.slice(0, at), ...more, ...all.slice(at)]))).toBe(false)
        expect(await weaker(policy(all), policy(all.map((each) => ({ ...each, warns: false, sealed: 'true' }))))).toBe(false)
      }),
      { numRuns: 150 },
    )
  })

  it('is passed on: what is as strong as something as strong is as strong', async () => {
    let held = 0
    await fc.assert(
      fc.asyncProperty(items, items, items, async (a, b, c) => {
        if ((await weaker(policy(a), policy([...b, ...a.slice(1)]))) || (await weaker(policy([...b, ...a.slice(1)]), policy(c)))) return
        held++
        expect(await weaker(policy(a), policy(c))).toBe(false)
      }),
      { numRuns: 1000 },
    )
    expect(held).toBeGreaterThan(10)
  })
})
