import { describe, expect, it } from 'vitest'
import { globber } from '../../src/model/glob.ts'
import { isDynamic, mentions } from '../../src/model/mention.ts'
import { nearest } from '../../src/model/nearest.ts'
import { folded, twins } from '../../src/model/twins.ts'

describe('paths that file systems take for one', () => {
  it.each([
    ['README.md', 'readme.md'],
    ['É.md', 'é.md'],
    ['E\u0301.md', 'é.md'],
    ['ſ.md', 's.md'],
    ['Straße', 'straße'],
    ['\u212A', 'k'],
    ['İ', 'İ'],
  ])('%s folds to %s', (path, fold) => expect(folded(path)).toBe(fold))

  it('are told in groups, and so are the folders on their way', () => {
    expect(twins(['b', 'a/X', 'A/y', 'a/x', 'c/d'])).toEqual([
      ['a/X', 'a/x'],
      ['A', 'a'],
    ])
    expect(twins(['a', 'b', 'a/b', 'b/a'])).toEqual([])
  })
})

describe('names in SQL', () => {
  it.each([
    ['select a from t', 'a'],
    ['a', 'a'],
    ['(a)', 'a'],
    ['ab, a', 'a'],
    ['public.a;', 'a'],
    ['"a"', 'a'],
    ['x-a', 'a'],
    ['some Name here', 'Name'],
    ['anything', 'odd"name'],
    ['xa bcx', 'a bc'],
  ])('%s may mean %s', (text, name) => expect(mentions(text, name)).toBe(true))

  it.each([
    ['select b from t', 'a'],
    ['ab', 'a'],
    ['ba', 'a'],
    ['a1', 'a'],
    ['1a', 'a'],
    ['a_', 'a'],
    ['_a', 'a'],
    ['a$', 'a'],
    ['Aa aZ za a9 0a', 'a'],
    ['aé éa', 'a'],
    ['other', 'Name'],
  ])('%s does not mean %s', (text, name) => expect(mentions(text, name)).toBe(false))

  it.each([
    ["execute 'drop table a'", true],
    ["EXECUTE format('a')", true],
    ['select U&"\\0061"', true],
    ["select u&'a'", true],
    ['create trigger t execute function f()', false],
    ['create trigger t EXECUTE  PROCEDURE  public."F" ()', false],
    ['execute function f() ; execute x', true],
    ['executed', false],
    ["menu&'a'", false],
  ])('%s can make names as it runs: %s', (text, dynamic) => expect(isDynamic(text)).toBe(dynamic))
})

describe('globs', () => {
  it.each<[string, string, boolean]>([
    ['a.md', 'a.md', true],
    ['a.md', 'A.md', false],
    ['*.md', 'a.md', true],
    ['*.md', '.a.md', true],
    ['*.md', 'b/a.md', false],
    ['**/*.md', 'b/c/a.md', true],
    ['**/*.md', '.b/a.md', true],
    ['{a,b}.md', 'b.md', true],
    ['*.MD', 'a.md', false],
    ['[!a].md', 'b.md', true],
    ['[!a].md', 'a.md', false],
    ['[^a].md', 'a.md', false],
    ['[ab].md', 'a.md', true],
    ['b[!a]c', 'b/c', false],
    ['!(a).md', 'b.md', true],
    ['!(a).md', 'a.md', false],
  ])('%s fits %s: %s', (glob, path, fits) => expect(globber([glob])(path)).toBe(fits))

  it('know no case where they are asked so', () => {
    expect(globber(['*.MD'], { nocase: true })('a.md')).toBe(true)
    expect(globber(['A.md'], { nocase: true })('a.MD')).toBe(true)
    expect(globber([])('a')).toBe(false)
  })
})

describe('the word that was meant', () => {
  it.each([
    ['colum', ['table', 'column'], 'column'],
    ['COLUMN', ['table', 'column'], 'column'],
    ['tabel', ['table', 'column'], 'table'],
    ['abc', ['xyz'], undefined],
    ['a', ['bcd'], undefined],
    ['ab', ['abcd'], 'abcd'],
    ['ab', ['abcde'], undefined],
    ['protectionss', ['protecti', 'protec'], 'protecti'],
    ['protectionsss', ['protectx'], undefined],
    ['row', ['rows', 'raw'], 'rows'],
    ['x', [], undefined],
  ])('%s among %j is %s', (word, words, found) => expect(nearest(word, words)).toBe(found))
})
