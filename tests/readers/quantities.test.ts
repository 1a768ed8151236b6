import { describe, expect, it } from 'vitest'
import { readDay, readDuration, readPeople } from '../../src/readers/quantities.ts'

const minutes = (text: string) => {
  const read = readDuration(text)
  return 'value' in read ? read.value / 60_000 : read.problem
}
const day = (text: string) => {
  const read = readDay(text)
  return 'value' in read ? read.value : read.problem
}
const names = (said: string | readonly string[]) => readPeople(said).map(({ name }) => name)

describe('durations', () => {
  it.each([
    ['5m', 5],
    ['~5 minutes (tested)', 5],
    ['< 2 minutes', 2],
    ['≤ 2 min', 2],
    ['30-45 minutes', 45],
    ['30–45 minutes', 45],
    ['1-4 hours', 240],
    ['5 to 10 minutes', 10],
    ['5m-10m', 10],
    ['30 min to 1 h', 60],
    ['1h30m', 90],
    ['1 hour 30 minutes', 90],
    ['1 hour and 30 minutes', 90],
    ['45 seconds', 0.75],
    ['1.5 hours', 90],
    ['about an hour', 60],
    ['half an hour', 30],
    ['2 minutes (drop cascade removes data)', 2],
    ['2 minutes with 10k rows', 2],
    ['5 minutes, 2 hours with a restore', 120],
    ['5 min.', 5],
    ['up to 2 days', 2880],
    ['none', 0],
    ['0 minutes', 0],
    ['90s', 1.5],
    ['2 weeks', 20160],
    ['3 wks', 30240],
    ['600 ms', 0.01],
    ['2 hrs', 120],
    ['90 SECS', 1.5],
    ['one day', 1440],
    ['an hour and 5 minutes', 65],
    ['1h 30m 30s', 90.5],
    ['1m 2m', 2],
    ['30 minutes - 1 hour', 60],
    ['1 h to 90 min', 90],
    ['no downtime', 0],
    ['zero', 0],
    ['5 minutes on v2', 5],
    ['2 h at 95% load', 120],
  ])('reads %s', (text, expected) => expect(minutes(text)).toBe(expected))

  it.each([
    ['soon', 'states no duration'],
    ['TBD', 'states no duration'],
    ['5', 'without a unit of time, `5`'],
    ['> 5 minutes', 'no upper end'],
    ['at least 5 minutes', 'no upper end'],
    ['5+ minutes', 'no upper end'],
    ['1,500 seconds', 'comma'],
    ['-5 minutes', 'negative'],
    ['5 parsecs', 'without a unit of time'],
    ['(5 minutes)', 'states no duration'],
    ['more than 5 minutes', 'no upper end'],
    ['over 5 minutes', 'no upper end'],
    ['>= 5 minutes', 'no upper end'],
    ['≥5 minutes', 'no upper end'],
    ['about ~5 minutes or >10 minutes', 'no upper end'],
    ['−5 minutes', 'negative'],
    ['v5', 'states no duration'],
    ['5 minutes or 10', 'without a unit of time, `10`'],
    ['95% of an hour', 'without a unit of time'],
    ['00:05:00', 'without a unit of time, `00:05:00`'],
  ])('says what is wrong with %s', (text, expected) => expect(minutes(text)).toContain(expected))
})

describe('days', () => {
  it.each([
    ['2025-10-19', '2025-10-19'],
    ['2025-10-19 (staging)', '2025-10-19'],
    ['2025-10-19 on staging', '2025-10-19'],
    ['2025-10-19T23:30:00Z', '2025-10-19'],
    ['2025-10-19T23:30:00-05:00', '2025-10-20'],
    ['2025-10-19 08:00', '2025-10-19'],
    ['October 8, 2024', '2024-10-08'],
    ['Oct 8, 2024', '2024-10-08'],
    ['Oct. 8th 2024', '2024-10-08'],
    ['Tuesday, October 8, 2024', '2024-10-08'],
    ['8 October 2024', '2024-10-08'],
    ['the 8th of October, 2024', '2024-10-08'],
    ['Sept 1, 2024', '2024-09-01'],
    ['May 1 2024', '2024-05-01'],
    ['Wed, 3 Jan 2024', '2024-01-03'],
    ['2nd of March 2024', '2024-03-02'],
    ['2024-02-29', '2024-02-29'],
    ['2025-10-19T00:30:00+02:00', '2025-10-18'],
    ['2025-10-19 00:30 +0200', '2025-10-18'],
    ['2025-10-19 23:30:00.5 UTC', '2025-10-19'],
    ['2025-10-19 1:30 +02:00', '2025-10-18'],
  ])('reads %s', (text, expected) => expect(day(text)).toBe(expected))

  it.each([
    ['10/08/2024', 'is no date that can be read for certain'],
    ['08.10.2024', 'is no date'],
    ['2024/10/08', 'is no date'],
    ['October 2024', 'is no date'],
    ['Octember 8, 2024', 'is no date'],
    ['last week', '`last week` is no date'],
    ['', 'is no date'],
    ['2025-02-30', 'no day of the calendar'],
    ['February 30, 2025', 'no day of the calendar'],
    ['2025-10-19, next 2026-01-01', 'more than one date'],
    ['October 8, 2024 and October 9, 2025', 'more than one date'],
    ['2025-13-01', 'no day of the calendar'],
    ['2025-02-29', 'no day of the calendar'],
    ['2025-00-10', 'no day of the calendar'],
    ['0000-01-01', 'no day of the calendar'],
    ['2025-10-19-3', 'is no date'],
    ['Octo 8, 2024', 'is no date'],
    ['Octoberfest 8, 2024', 'is no date'],
    ['on 2025-10-19', 'is no date'],
    ['2025-10-191', 'is no date'],
    ['8 de octubre de 2024', 'is no date'],
  ])('says what is wrong with %s', (text, expected) => expect(day(text)).toContain(expected))
})

describe('people', () => {
  it.each([
    ['DevOps + DBA', ['DevOps', 'DBA']],
    ['Ana, Bob and Cy', ['Ana', 'Bob', 'Cy']],
    ['Ana, Bob, and Cy', ['Ana', 'Bob', 'Cy']],
    ['Ana & ana, ANA', ['Ana']],
    ['Sandra Brand', ['Sandra Brand']],
    ['Ana (DBA, lead), Bob', ['Ana', 'Bob']],
    ['dba+prod@example.com, b@example.com', ['dba+prod@example.com', 'b@example.com']],
    ['TBD', []],
    ['___', []],
    ['Ana, TBD', ['Ana']],
    ['n/a', []],
  ])('reads %s', (text, expected) => expect(names(text)).toEqual(expected))

  it('reads lists, and keeps notes', () => {
    expect(names(['Ana', 'ana', 'Bob & Cy'])).toEqual(['Ana', 'Bob', 'Cy'])
    expect(readPeople('Ana <ana@example.com>')).toEqual([{ name: 'Ana', note: 'ana@example.com' }])
  })
})
