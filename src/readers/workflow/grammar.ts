/** An expression of GitHub's language as a tree. */
export type Tree =
  | { is: 'literal'; value: null | boolean | number | string }
  | { is: 'not'; inner: Tree }
  | { is: 'and' | 'or'; left: Tree; right: Tree }
  | { is: 'compare'; operator: string; left: Tree; right: Tree }
  | { is: 'path'; parts: readonly (string | Tree)[] }
  | Call
  /** A part of a value that a call made, or a filter over all items. */
  | { is: 'other' }

export interface Call {
  is: 'call'
  name: string
  args: readonly Tree[]
}

const token =
  /\s*(?:(-?(?:0x[\da-fA-F]+|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?))|'((?:[^']|'')*)'|([A-Za-z_][\w-]*)|(==|!=|<=|>=|&&|\|\||[!<>()[\].,*]))/y

interface Token {
  is: 'number' | 'text' | 'name' | 'sign'
  text: string
}

/** Parses an expression without its `${{ }}`; `undefined` where it is none. */
export function parseExpression(text: string): Tree | undefined {
  if (text.length > 4000) return undefined
  const tokens = tokensOf(text)
  if (!tokens) return undefined
  const reader = new Reader(tokens)
  try {
    const tree = reader.or(0)
    return reader.done() ? tree : undefined
  } catch (error) {
    if (error instanceof NoExpression) return undefined
    throw error
  }
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = []
  token.lastIndex = 0
  const end = text.trimEnd().length
  while (token.lastIndex < end) {
    const found = token.exec(text)
    if (!found) return undefined
    const [, number, quoted, name, sign] = found
    if (number !== undefined) tokens.push({ is: 'number', text: number })
    else if (quoted !== undefined) tokens.push({ is: 'text', text: quoted.replaceAll("''", "'") })
    else if (name !== undefined) tokens.push({ is: 'name', text: name })
    else tokens.push({ is: 'sign', text: sign! })
  }
  return tokens
}

class NoExpression extends Error {
  override readonly name = 'NoExpression'
}

/** Reads tokens by precedence: `||`, `&&`, comparisons, `!`, then values. */
class Reader {
  readonly tokens: readonly Token[]
  at = 0

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  done(): boolean {
    return this.at === this.tokens.length
  }

  or(depth: number): Tree {
    if (depth > 50) throw new NoExpression()
    let left = this.and(depth)
    while (this.take('||')) left = { is: 'or', left, right: this.and(depth) }
    return left
  }

  private and(depth: number): Tree {
    let left = this.compared(depth)
    while (this.take('&&')) left = { is: 'and', left, right: this.compared(depth) }
    return left
  }

  private compared(depth: number): Tree {
    let left = this.value(depth)
    for (;;) {
      const operator = ['==', '!=', '<=', '>=', '<', '>'].find((each) => this.take(each))
      if (!operator) return left
      left = { is: 'compare', operator, left, right: this.value(depth) }
    }
  }

  private value(depth: number): Tree {
    if (this.take('!')) {
      if (depth > 50) throw new NoExpression()
      return { is: 'not', inner: this.value(depth + 1) }
    }
    if (this.take('(')) {
      const inner = this.or(depth + 1)
      this.want(')')
      return this.parts(inner, depth)
    }
    const next = this.tokens[this.at++]
    if (next?.is === 'number') return { is: 'literal', value: Number(next.text) }
    if (next?.is === 'text') return { is: 'literal', value: next.text }
    if (next?.is !== 'name') throw new NoExpression()
    const word = next.text.toLowerCase()
    if (word === 'true' || word === 'false') return { is: 'literal', value: word === 'true' }
    if (word === 'null') return { is: 'literal', value: null }
    if (!this.take('(')) return this.parts({ is: 'path', parts: [next.text] }, depth)
    const args: Tree[] = []
    if (!this.take(')')) {
      do args.push(this.or(depth + 1))
      while (this.take(','))
      this.want(')')
    }
    return this.parts({ is: 'call', name: next.text, args }, depth)
  }

  /** `.name`, `['name']` and `.*` after a value. */
  private parts(tree: Tree, depth: number): Tree {
    let whole = tree
    for (;;) {
      if (this.take('.')) {
        const next = this.tokens[this.at++]
        if (next?.is !== 'name' && next?.text !== '*') throw new NoExpression()
        whole = whole.is === 'path' && next.is === 'name' ? { is: 'path', parts: [...whole.parts, next.text] } : { is: 'other' }
      } else if (this.take('[')) {
        const star = this.take('*')
        const index = star ? undefined : this.or(depth + 1)
        this.want(']')
        whole = whole.is === 'path' && index ? { is: 'path', parts: [...whole.parts, index] } : { is: 'other' }
      } else return whole
    }
  }

  private take(sign: string): boolean {
    const next = this.tokens[this.at]
    if (next?.is !== 'sign' || next.text !== sign) return false
    this.at++
    return true
  }

  private want(sign: string): void {
    if (!this.take(sign)) throw new NoExpression()
  }
}
