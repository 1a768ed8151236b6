import type { Finding } from '../model/finding.ts'
import type { Report } from '../model/report.ts'
import { mainPlace } from './about.ts'
import { inert, line } from './escape.ts'
import { findingText } from './finding-text.ts'
import { painter } from './paint.ts'
import { refusalsToldWhole } from './rollback-text.ts'
import { counted, looked } from './summary.ts'
import { element, escaped } from './xml.ts'

/** JUnit's XML: an error is a failure, a refusal an error, an amended finding is skipped, and what holds is a test that passes. */
export function junit(report: Report): string {
  const holds = (report.protocols ?? []).flatMap(({ id, protections }) =>
    protections.filter(({ state }) => state === 'held').map((each) => element('testcase', { classname: id, name: line(each.id) })),
  )
  const cases = [
    ...refusalsToldWhole(report).map(({ message, path, line: at }) => {
      const where = path === undefined ? '' : `${path}${at ? `:${at}` : ''}: `
      return element('testcase', { classname: 'pawl', name: 'could not decide', file: path, line: at }, [
        element('error', { message: line(message), type: 'refused' }, [prose(`${where}${line(message)}`)]),
      ])
    }),
    ...report.findings.map(findingCase),
    ...report.amended.map((each) =>
      element('testcase', attributes(each), [element('skipped', { message: `allowed by the amendment ${line(each.amendment)}` })]),
    ),
    ...holds,
  ]
  if (cases.length === 0)
    cases.push(element('testcase', { classname: 'pawl', name: [report.verb, looked(report)].filter(Boolean).join(': ') }))
  const counts = {
    name: `pawl ${report.verb}`,
    tests: cases.length,
    failures: report.findings.filter(({ level }) => level === 'error').length,
    errors: report.refusals.length,
    skipped: report.amended.length,
    time: (report.ms / 1000).toFixed(3),
  }
  const said = [`${counted(report)} · ${report.verdict}`, ...report.limits.map((limit) => `limit: ${line(limit)}`)]
  const suite = element('testsuite', counts, [
    '\n',
    ...cases.map((each) => `${each}\n`),
    element('system-out', {}, [prose(said.join('\n'))]),
    '\n',
  ])
  const { skipped: _, ...whole } = counts
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', whole, ['\n', suite, '\n'])}\n`
}

/** A warning fails nothing, so it is told in the output of a test that passes. */
function findingCase(finding: Finding): string {
  const whole = prose(findingText(finding, painter(false)))
  const told =
    finding.level === 'error'
      ? element('failure', { message: line(finding.message), type: finding.code }, [whole])
      : element('system-out', {}, [whole])
  return element('testcase', attributes(finding), [told])
}

function attributes(finding: Finding) {
  const place = mainPlace(finding)
  return {
    classname: finding.protection === undefined ? finding.code : line(finding.protection),
    name: `${finding.code}: ${line(finding.message)}`,
    file: place?.path,
    line: place?.span?.line,
  }
}

/** Text of several lines, which stay lines. */
const prose = (text: string) => escaped(inert(text)).replaceAll('&#10;', '\n')
