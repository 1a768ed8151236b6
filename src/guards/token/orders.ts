import type { Order } from '../../model/option.ts'

/** A pattern protects less when it refuses what it accepted; widening is judged by whether formats stay apart. */
export const language: Order<string> = {
  weaker: async (older, newer) => {
    if (older === undefined || older === newer) return undefined
    if (newer === undefined) return { says: `\`pattern: ${older}\` is gone` }
    const { languageOf } = await import('../../readers/regex/language.ts')
    const { missingFrom } = await import('../../readers/regex/compare.ts')
    const witness = missingFrom(await languageOf(older), await languageOf(newer))
    return witness && { says: `\`${witness.shown}\` (${witness.length} characters) is valid today and would be refused by \`pattern\`` }
  },
}
