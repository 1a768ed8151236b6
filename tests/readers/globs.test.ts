import { expect, it } from 'vitest'
import { globber } from '../../src/model/glob.ts'
import { pathBeyond } from '../../src/readers/regex/globs.ts'

it.each<[wide: string[], narrow: string[]]>([
  [['a.ts'], ['a.ts']],
  [['a.ts'], ['*.ts']],
  [['*.ts'], ['*']],
  [['src/*.ts'], ['src/**']],
  [['src/**/*.ts'], ['src/**']],
  [['src/**'], ['src/**/*']],
  [['src/a/b.ts'], ['src/**/b.ts']],
  [['src/b.ts'], ['src/**/b.ts']],
  [['?.ts'], ['*.ts']],
  [['[ab].ts'], ['[a-c].ts']],
  [['[!a].ts'], ['[^a].ts']],
  [['[!ab].ts'], ['[!a].ts']],
  [['[!a].ts'], ['?.ts']],
  [['{a,b}.ts'], ['a.ts', 'b.ts']],
  [['a.ts', 'b.ts'], ['{a,b}.ts']],
  [['x{a,{b,c}}'], ['xa', 'xb', 'xc']],
  [['a.ts'], ['!(b).ts', 'a.ts']],
  [['*(a)'], ['*(a)']],
])('%j fits no path that %j does not fit', async (wide, narrow) => {
  expect(await pathBeyond(wide, narrow)).toBeUndefined()
})

it.each<[wide: string[], narrow: string[]]>([
  [['*.ts'], ['a.ts']],
  [['*.ts'], []],
  [['*'], ['?']],
  [['a?ts'], ['a.ts']],
  [['src/**'], ['src/*']],
  [['**/a'], ['a']],
  [['**/a'], ['*/a']],
  [['a/**'], ['a/b/**']],
  [['[a-c]'], ['[ab]']],
  [['?'], ['[!a]']],
  [['{a,b}'], ['a']],
  [['a,b'], ['{a,b}']],
  [['a.ts', 'b.ts'], ['a.ts']],
  [['a+b'], ['aab']],
  [['a$'], ['a']],
])('%j fits a path that %j does not fit, and so it is shown', async (wide, narrow) => {
  const path = (await pathBeyond(wide, narrow))!
  expect([globber(wide)(path), globber(narrow)(path)]).toEqual([true, false])
})

it('shows a glob itself that cannot be compared', async () => {
  for (const odd of ['!(a).ts', '@(a|b)', '+(a)', '!a', 'a\\*', '{a', 'a.*(b)', '[[:alpha:]]'])
    expect([odd, await pathBeyond([odd], ['a'])]).toEqual([odd, odd])
})
