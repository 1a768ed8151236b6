import type { Order, ValueType } from '../../model/option.ts'
import { text } from '../../model/values.ts'

/** A command's first words. */
export const commandType: ValueType<string> = {
  name: 'a command',
  read: (node, wrong) => {
    const value = text.read(node, wrong)
    const bare = value.replace(/'[^']*'|"[^"]*"/g, '')
    return /[;&|<>`\n]|\$\(/.test(bare) ? wrong(node, `\`${value}\` is more than one command; write the words that begin it`) : value
  },
  schema: { type: 'string', minLength: 1 },
}

/** More words of the same command ask for at least as much; `pawl` alone means its check. */
export const commandOrder: Order<string> = {
  weaker: (older, newer) => {
    const words = (runs: string) => (runs.trim() === 'pawl' ? 'pawl check' : runs.trim()).split(/\s+/)
    if (older === undefined || (newer !== undefined && words(older).every((word, at) => words(newer)[at] === word))) return undefined
    return { says: newer === undefined ? `\`runs: ${older}\` is gone` : `\`runs\` was \`${older}\` and is \`${newer}\`` }
  },
}
