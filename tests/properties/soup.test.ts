import { expect, it } from 'vitest'
import fc from '../seeded.ts'
import { judgeOf, soup, targets } from './soup.ts'

it.each(Object.entries(targets))('byte soup as %s ends in a verdict or a refusal', { timeout: 240_000 }, async (_, target) => {
  const { judged, close } = judgeOf(target)
  try {
    expect(await judged(target.samples[0]!)).toBe('decided')
    await fc.assert(
      fc.asyncProperty(fc.nat(2 ** 31 - 1), async (seed) => {
        await judged(soup(target, seed))
      }),
      { numRuns: target.base ? 30 : 60 },
    )
  } finally {
    await close()
  }
})
