import { sql, type Target, type Weakening } from './weakening.ts'

/** A migration may not leave a pragma otherwise. */
export function* pragma({ protection: { subject: name, options } }: Target<{ is: string }>): Iterable<Weakening> {
  const stated = options.is.trim().toLowerCase()
  const is = ['on', '1', 'true', 'yes'].includes(stated) ? 'on' : ['off', '0', 'false', 'no'].includes(stated) ? 'off' : stated
  const other = is === 'on' ? 'OFF' : is === 'off' ? 'ON' : `${is}1`
  const number = other === 'OFF' ? '0' : other === 'ON' ? '1' : other
  const left = 'pragma/left-off'
  yield sql(`set \`${name}\` to ${other}`, `PRAGMA ${name} = ${other}`, left)
  yield sql(`set \`${name}\` to ${number}`, `PRAGMA ${name} = ${number}`, left)
  yield sql(`set \`${name}\` in brackets`, `PRAGMA ${name}(${other})`, left)
  yield sql(`set \`${name}\` of main`, `PRAGMA main.${name} = '${other}'`, left)
  yield sql(
    `set \`${name}\` there, back and there again`,
    `PRAGMA ${name} = ${other};\nPRAGMA ${name} = ${is};\nPRAGMA ${name} = ${other}`,
    left,
  )
}
