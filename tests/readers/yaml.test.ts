import { describe, expect, it } from 'vitest'
import type { Node } from '../../src/model/node.ts'
import { Refusal } from '../../src/model/refusal.ts'
import { looseYaml, yaml } from '../../src/readers/yaml.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function plain(node: Node | undefined): unknown {
  if (!node) return undefined
  if (node.kind === 'scalar') return node.text
  if (node.kind === 'list') return node.items.map(plain)
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]))
}

async function read(text: string | Uint8Array, reader = yaml): Promise<unknown> {
  try {
    return plain(await reader.read(typeof text === 'string' ? bytes(text) : text, 'p.yaml'))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return `${error.at.line}:${error.at.column} ${error.message}`
  }
}

describe('text', () => {
  it('is text, whatever it looks like', async () => {
    expect(await read('a: 1.10\nb: 0042\nc: on\nd: ~\ne: 2024-10-08\nf: "x #y"\n')).toEqual({
      a: '1.10',
      b: '0042',
      c: 'on',
      d: '~',
      e: '2024-10-08',
      f: 'x #y',
    })
    expect(await read('a: |\n  x #y\n  !z\n')).toEqual({ a: 'x #y\n!z\n' })
    expect(await read('\ufeffa: b\r\nc: d\r\n')).toEqual({ a: 'b', c: 'd' })
    expect(await read('# nothing\n')).toBeUndefined()
  })

  it('says where it stands, and what may have cut it', async () => {
    const node = await yaml.read(bytes('key:\n  - foo #bar\n  - foo # bar\n  - "foo" #bar\n  - &x foo\n  - *x\n'), 'p')
    const items = node?.kind === 'mapping' && node.entries[0]!.value.kind === 'list' ? node.entries[0]!.value.items : []
    expect(
      items.map((item) => (item.kind === 'scalar' ? [item.doubt, item.span.line, item.span.column, item.span.endColumn] : [])),
    ).toEqual([
      ['comment', 2, 5, 8],
      ['remark', 3, 5, 8],
      [undefined, 4, 5, 10],
      ['anchor', 5, 8, 11],
      ['alias', 6, 5, 7],
    ])
  })
})

describe('what is refused', () => {
  it.each([
    ['a key that stands twice', 'a: 1\n"a": 2', '2:1 the key `a` stands here twice, first in line 1'],
    ['a merge key', 'x: 1\n<<: { a: b }', '2:1 `<<` merges keys out of sight'],
    ['a tag', 'a: !x', '1:4 `!x` is a tag'],
    ['a known tag', 'a: !!str b', '1:4 `!!str` is a tag'],
    ['an unspecific tag', 'a: ! b', '1:4 `!` is a tag'],
    ['a directive', '%YAML 1.1\n---\na: b', '1:1 a directive stands here'],
    ['a second document', 'a: 1\n---\nb: 2', '2:1 a second document begins here'],
    ['an empty second document', 'a: 1\n---\n', '2:1 a second document begins here'],
    ['a glob that reads as an alias', 'code: **/*.rs', '1:7 no anchor is called `*/*.rs`; if `**/*.rs` is text, quote it'],
    ['an anchor that holds itself', 'a: &x [*x]', '1:8 the anchor `x` holds itself'],
    ['an anchored key', '&x a: b', '1:4 a key holds no anchor'],
    ['a list as a key', '[a]: b', '1:1 a key is text here'],
    ['a prototype', '__proto__: a', '1:1 no key may be called'],
    ['text that begins with a sign', 'a: @x', '1:4 Plain value cannot start with reserved character @; quote it'],
    ['a second colon', 'a: b: c', '1:4 a second `: ` stands in this line; if it is text, quote it'],
    ['a NUL', 'a: b\nc: \0', '2:4 a NUL stands here'],
    ['half a pair', 'a: "\\uD800"', '1:4 half of a surrogate pair'],
    ['a lone carriage return', 'a: b\rc: d', '1:5 a carriage return'],
  ])('is %s', async (_, text, message) => {
    expect(await read(text)).toContain(message)
  })

  it('is what is no UTF-8, at its byte', async () => {
    expect(await read(new Uint8Array([0x61, 0x0a, 0x62, 0xff]))).toBe('2:2 the byte 0xff is no UTF-8')
    expect(await read(new Uint8Array([0x61, 0xe2, 0x82]))).toBe('1:2 the last character is cut off')
    expect(await read(new Uint8Array([0xff, 0xfe, 0x61, 0]))).toBe('1:1 this is UTF-16; save it as UTF-8')
    expect(await read(new Uint8Array(1024 * 1024 + 1))).toContain('over 1 MiB')
  })

  it.each([
    ['brackets', '['.repeat(20_000)],
    ['mappings', '{a: '.repeat(20_000)],
    ['dashes', '- '.repeat(20_000)],
    ['questions', '? '.repeat(20_000)],
    ['steps', Array.from({ length: 500 }, (_, level) => `${' '.repeat(level)}a:`).join('\n')],
    [
      'aliases',
      `a: &a [${'x,'.repeat(10)}]\n${[...'bcdefghi'].map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]},`.repeat(10)}]\n`).join('')}`,
    ],
  ])('is too much of %s, at once', async (_, text) => {
    await read('a: b')
    expect(await read(text)).toMatch(/^\d+:\d+ (this is nested more than|aliases unfold to more than)/)
  })

  it('is not a mapping of many keys, nor an alias that is used', async () => {
    expect(Object.keys((await read(Array.from({ length: 5000 }, (_, key) => `k${key}: v`).join('\n'))) as object)).toHaveLength(5000)
    expect(await read('a: &x [b, c]\nd: *x\n')).toEqual({ a: ['b', 'c'], d: ['b', 'c'] })
  })
})

describe('the YAML of other tools', () => {
  it('keeps tags, anchored keys and merge keys for who asks', async () => {
    expect(await read('a: !x b\n&k c: d\n<<: { e: f }\n', looseYaml)).toEqual({ a: 'b', c: 'd', '<<': { e: 'f' } })
    expect(await read('a: 1\na: 2\n', looseYaml)).toContain('stands here twice')
    expect(await read('on: push\n', looseYaml)).toEqual({ on: 'push' })
  })
})
