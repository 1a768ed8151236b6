/** A name as SQL. */
export const quoted = (name: string) => `\`${name.replaceAll('`', '``')}\``

/** A text as SQL. */
export const literal = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
