import { describe, expect, it } from 'vitest'
import { languageAccepts, missingFrom, shared, wordMissing, wordShared } from '../../../src/readers/regex/compare.ts'
import { languageOf } from '../../../src/readers/regex/language.ts'
import { occurrences } from '../../../src/readers/regex/scan.ts'
import fc from '../../seeded.ts'

const agent = '^apitok_agent_[A-Za-z0-9]{40}$'

describe('languages of patterns', () => {
  it('shows a token that a narrower pattern would refuse, never whole', async () => {
    const [older, newer] = [await languageOf(agent), await languageOf('^apitok_agent_[A-Za-z0-9]{32}$')]
    const witness = missingFrom(older, newer)!
    expect(witness.shown).toMatch(/^apitok_agent_[A-Za-z0-9]{4}…$/)
    expect(witness.length).toBe(53)
    expect(missingFrom(older, older)).toBeUndefined()
    expect(missingFrom(older, await languageOf('^apitok_agent_[A-Za-z0-9_]{40,64}$'))).toBeUndefined()
  })

  it('shows the character that makes the difference', async () => {
    const [older, newer] = [await languageOf('^k_[a-z_]{9}$'), await languageOf('^k_[a-z]{9}$')]
    expect(missingFrom(older, newer)!.shown).toMatch(/^k_.*_.*…$/)
  })

  it('finds what two formats share', async () => {
    const user = await languageOf('^apitok_[A-Za-z0-9_]{40,46}$')
    expect(shared(user, await languageOf(agent))!.shown).toMatch(/^apitok_agent_[A-Za-z0-9]{4}…$/)
    expect(shared(await languageOf('^apitok_[A-Za-z0-9]{40}$'), await languageOf(agent))).toBeUndefined()
  })

  it('reads the same language from other words', async () => {
    const pairs = [
      ['^a{2,3}$', '^aaa?$'],
      ['a|b', '[ab]'],
      ['^(?:x|y)z$', '^xz$|^yz$'],
      ['^\\d$', '^[0-9]$'],
      ['\\bab\\b', 'ab'],
      ['(a|b)\\1', 'aa|bb'],
      ['a\\Bb', 'ab'],
    ]
    for (const [one, other] of pairs) {
      const [first, second] = [await languageOf(one!), await languageOf(other!)]
      expect([one, wordMissing(first, second), wordMissing(second, first)]).toEqual([one, undefined, undefined])
    }
  })

  it('takes a dropped anchor and a flag for a wider language', async () => {
    const policy = await languageOf('^tok_[a-z]{4}$')
    const searched = { search: { left: true, right: true } }
    expect(wordMissing(await languageOf('^tok_[a-z]{4}$', searched), policy)).toBeUndefined()
    expect(wordMissing(await languageOf('tok_[a-z]{4}$', searched), policy)).toBeDefined()
    expect(wordMissing(await languageOf('^tok_[a-z]{4}', searched), policy)).toBeDefined()
    expect(wordMissing(await languageOf('^tok_[a-z]{4}$', { ...searched, flags: 'i' }), policy)).toBeDefined()
    expect(wordMissing(await languageOf('^tok_[a-z]{4}$', { ...searched, flags: 'm' }), policy)).toBeDefined()
    expect(wordMissing(await languageOf('^tok_[a-z]{4}$', { ...searched, flags: 'gu' }), policy)).toBeUndefined()
  })

  it('refuses what no finite automaton holds, with its place', async () => {
    const placeOf = (index: number) => ({ path: 'p.yaml', line: 1, column: index + 1 })
    for (const [pattern, column] of [
      ['^(?=x)x$', 2],
      ['^a(?<!b)$', 3],
      ['^([a-z]+)_\\1$', 11],
      ['^(?i:a)$', 3],
    ] as const) {
      await expect(languageOf(pattern, { placeOf })).rejects.toMatchObject({ name: 'Refusal', at: { path: 'p.yaml' } })
      await expect(languageOf(pattern, { placeOf })).rejects.toSatisfy((error) => Math.abs((error as any).at.column - column) <= 1)
    }
  })

  it('refuses hostile patterns soon and decides large plain ones', async () => {
    for (const pattern of [
      '[ab]*a[ab]{20}',
      '.*a.{14}',
      '(x{0,100}y{0,100}){0,20}',
      'a{10000}',
      '((a{1,100}){1,100}){1,100}',
      '(?:[a-z]{1,1000}){9}',
    ]) {
      await expect(languageOf(pattern)).rejects.toThrow('could not be decided')
    }
    for (const pattern of ['(a+)+$', '(a|a)*b', '(.*)*x', '[ab]*a[ab]{10}', '^[A-Za-z0-9]{1000}$', '^[\\w-]{20,200}$'])
      await languageOf(pattern)
  }, 60_000)

  it('finds tokens in text by themselves, not inside longer words', async () => {
    const language = await languageOf('^sk_[0-9a-f]{32}$')
    const token = `sk_${'0123456789abcdef'.repeat(2)}`
    const text = `key=${token}, "x\\n${token}" ${token}00 x${token} %3D${token}`
    const found = occurrences(language, text)
    expect(found.map(({ start }) => text.slice(start, start + 35))).toEqual([token, token, token])
    expect(found[0]!.shown).toEqual({ shown: 'sk_0123…', length: 35 })
  })
})

/** Patterns over three letters, small enough that brute force can decide. */
const pattern = fc.letrec<{ whole: string }>((tie) => ({
  whole: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('a', 'b', 'c', '[ab]', '[^a]', '.', '', '^', '$', '\\b'),
    fc.tuple(tie('whole'), tie('whole')).map(([a, b]) => `${a}${b}`),
    fc.tuple(tie('whole'), tie('whole')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie('whole'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}')).map(([a, q]) => `(?:${a})${q}`),
  ),
})).whole

const words = (() => {
  const all = ['']
  for (let i = 0; all[i]!.length < 4; i++) for (const letter of 'abc-') all.push(all[i]! + letter)
  return all
})()

describe('languages against brute force', () => {
  it('accepts what the engine of the machine accepts', async () => {
    await fc.assert(
      fc.asyncProperty(pattern, async (source) => {
        const [whole, searched] = [await languageOf(source), await languageOf(source, { search: { left: true, right: true } })]
        const [fits, finds] = [new RegExp(`^(?:${source})$`), new RegExp(source)]
        for (const word of words) {
          expect([source, word, languageAccepts(whole, word)]).toEqual([source, word, fits.test(word)])
          expect([source, word, 'searched', languageAccepts(searched, word)]).toEqual([source, word, 'searched', finds.test(word)])
        }
      }),
      { numRuns: 150 },
    )
  })

  it('finds a word exactly where there is one', async () => {
    await fc.assert(
      fc.asyncProperty(pattern, pattern, async (one, other) => {
        const [first, second] = [await languageOf(one), await languageOf(other)]
        const missing = wordMissing(first, second)
        if (missing === undefined)
          expect(words.filter((word) => languageAccepts(first, word) && !languageAccepts(second, word))).toEqual([])
        else expect([languageAccepts(first, missing), languageAccepts(second, missing)]).toEqual([true, false])
        const common = wordShared(first, second)
        if (common === undefined) expect(words.filter((word) => languageAccepts(first, word) && languageAccepts(second, word))).toEqual([])
        else expect([languageAccepts(first, common), languageAccepts(second, common)]).toEqual([true, true])
      }),
      { numRuns: 150 },
    )
  })
})
