import type { ValueType } from '../../model/option.ts'
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
