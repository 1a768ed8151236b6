/**
 * The statements of a script, comments and white space aside, so that two scripts can be told to be the same.
 * Only quotes, dollar quotes and comments are known; a statement cut in two is cut in two on both sides.
 * A line `-- after: <migration>` counts as a statement: it says when what follows is run.
 */
export function statementsOf(sql: string): string[] {
  const statements: string[] = []
  let current = ''
  const close = () => {
    const statement = current.trim()
    if (statement) statements.push(statement)
    current = ''
  }
  const space = () => {
    if (!current.endsWith(' ')) current += ' '
  }
  const piece = /--[^\n]*|\/\*|'(?:[^'\\]|\\[\s\S]|'')*'?|"(?:[^"]|"")*"?|`[^`]*`?|\$([A-Za-z_]\w*)?\$|;|\s+|[^\s;'"`$/-]+|[\s\S]/y
  while (piece.lastIndex < sql.length) {
    const [text, tag] = piece.exec(sql)!
    if (text.startsWith('--')) {
      const after = /^--[ \t]*after:[ \t]*(\S+)[ \t]*\r?$/.exec(text)
      if (after) {
        close()
        statements.push(`-- after: ${after[1]}`)
      } else space()
    } else if (text === '/*') {
      piece.lastIndex = endOfComment(sql, piece.lastIndex)
      space()
    } else if (text === ';') close()
    else if (/^\$\w*\$$/.test(text)) {
      const end = sql.indexOf(`$${tag ?? ''}$`, piece.lastIndex)
      const to = end === -1 ? sql.length : end + text.length
      current += text + sql.slice(piece.lastIndex, to)
      piece.lastIndex = to
    } else if (/^\s+$/.test(text)) space()
    else current += text
  }
  close()
  return statements
}

/** Comments nest in Postgres; where they do not, both sides are read alike. */
function endOfComment(sql: string, from: number): number {
  let depth = 1
  const mark = /\/\*|\*\//g
  mark.lastIndex = from
  for (let found = mark.exec(sql); found; found = mark.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1
    if (depth === 0) return mark.lastIndex
  }
  return sql.length
}
