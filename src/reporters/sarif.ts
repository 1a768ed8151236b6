import type { Log, Notification, PhysicalLocation, ReportingDescriptor, Result } from 'sarif'
import type { Finding } from '../model/finding.ts'
import type { Quoted } from '../model/place.ts'
import type { Report } from '../model/report.ts'
import { type About, exitOf, fingerprintOf } from './about.ts'
import { line, visible } from './escape.ts'
import { refusalsToldWhole } from './rollback-text.ts'

/** SARIF 2.1.0 (OASIS), for code scanning: each code a rule, each finding a result, refusals and limits notifications of the run. */
export function sarif(report: Report, about: About): string {
  const all = [...report.findings, ...report.amended]
  const codes = [...new Set(all.map(({ code }) => code))].sort()
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'pawl',
            version: about.version,
            semanticVersion: about.version,
            rules: codes.map((code) => ruleOf(all.find((each) => each.code === code)!)),
          },
        },
        automationDetails: { id: `pawl/${report.verb}/${report.shard ? `${report.shard.index}-of-${report.shard.of}` : ''}` },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { description: { text: 'the root of the repository' } } },
        invocations: [
          {
            executionSuccessful: report.verdict !== 'unknown',
            exitCode: exitOf(report),
            toolExecutionNotifications: [...refusalsToldWhole(report).map(refused), ...report.limits.map(limited)],
          },
        ],
        results: [
          ...report.findings.map((finding) => resultOf(finding, codes, about)),
          ...report.amended.map((finding) => ({
            ...resultOf(finding, codes, about),
            suppressions: [
              { kind: 'external' as const, status: 'accepted' as const, justification: `the amendment ${line(finding.amendment)}` },
            ],
          })),
        ],
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function ruleOf({ code, level, docs }: Finding): ReportingDescriptor {
  const [page = '', ...rest] = code.split('/')
  return {
    id: code,
    name: code
      .split(/[/-]/)
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(''),
    shortDescription: { text: `${page}: ${rest.join(' ').replaceAll('-', ' ')}` },
    help: { text: `${docs}\n\n\`pawl explain ${code}\` tells what it means, with an example.` },
    defaultConfiguration: { level },
    properties: { tags: ['pawl', page], 'problem.severity': level },
  }
}

function resultOf(finding: Finding, codes: readonly string[], about: About): Result {
  // What a reader looks for first is where the change is made.
  const [first, ...others] = [...finding.places].sort((a, b) => Number(a.side === 'before') - Number(b.side === 'before'))
  const print = fingerprintOf(finding, about)
  const says = [finding.message, finding.why && `Why: ${finding.why}`, `Help: ${finding.help}`].flatMap((part) =>
    part ? [line(part)] : [],
  )
  return {
    ruleId: finding.code,
    ruleIndex: codes.indexOf(finding.code),
    level: finding.level,
    message: { text: says.join('\n\n') },
    // GitHub tells alerts apart by the first name; the same content at other lines is the same alert.
    partialFingerprints: { primaryLocationLineHash: `${print}:1`, 'pawl/v1': print },
    locations: [{ physicalLocation: first ? physical(first) : { artifactLocation: artifact('policies') } }],
    ...(others.length
      ? {
          relatedLocations: others.map((place, at) => ({
            id: at + 1,
            physicalLocation: physical(place),
            message: { text: labelOf(place) },
          })),
        }
      : {}),
    properties: {
      ...(finding.protection === undefined ? {} : { protection: line(finding.protection) }),
      ...(finding.protocol === undefined ? {} : { protocol: line(finding.protocol) }),
    },
  }
}

/** Lines of the side before the change are lines of no file that a viewer has: the file alone is named there. */
function physical(place: Quoted): PhysicalLocation {
  const { span, lines } = place
  if (!span || place.side === 'before') return { artifactLocation: artifact(place.path) }
  return {
    artifactLocation: artifact(place.path),
    region: {
      startLine: span.line,
      startColumn: span.column,
      endLine: span.endLine,
      endColumn: span.endColumn,
      ...(lines?.length ? { snippet: { text: lines.map(({ text }) => visible(text)).join('\n') } } : {}),
    },
  }
}

const artifact = (path: string) => ({ uri: path.split('/').map(encoded).join('/'), uriBaseId: 'ROOT' })

/** A part of a path as a part of a URI; half a letter, which has no bytes, is shown. */
function encoded(part: string): string {
  return encodeURIComponent(part.toWellFormed())
}

function labelOf({ label, side, span }: Quoted): string {
  const where = side === 'before' ? `before the change${span ? `, line ${span.line}` : ''}` : ''
  return [label && line(label), where].filter(Boolean).join(', ') || 'see here'
}

function refused({ message, path, line: at, column }: Report['refusals'][number]): Notification {
  const region = at === undefined ? {} : { region: { startLine: at, ...(column === undefined ? {} : { startColumn: column }) } }
  return {
    level: 'error',
    message: { text: visible(message) },
    ...(path === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: artifact(path), ...region } }] }),
  }
}

function limited(limit: string): Notification {
  return { level: 'note', message: { text: visible(limit) } }
}
