import { expect, test } from 'vitest'
import { refusalText } from '../../src/reporters/text.ts'
import { quiet } from './example.ts'

test('a refusal ends as a sentence does, ahead of what was not done', () => {
  const said = (message: string) => refusalText({ ...quiet, verb: 'check', findings: [], refusals: [{ message }] }, { color: false }).trim()
  expect(said('the index holds unmerged entries')).toBe('refused: the index holds unmerged entries. Nothing was checked.')
  expect(said('no hook has this name (did you mean `pre-push`?)')).toBe(
    'refused: no hook has this name (did you mean `pre-push`?). Nothing was checked.',
  )
  expect(said('git is too old. Take a newer one.')).toBe('refused: git is too old. Take a newer one. Nothing was checked.')
})
