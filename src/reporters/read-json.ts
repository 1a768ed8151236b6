import type { Finding } from '../model/finding.ts'
import type { Quoted } from '../model/place.ts'
import { Refusal } from '../model/refusal.ts'
import type { Report } from '../model/report.ts'
import { extras } from './json.ts'

/** A report that was read back, and the version that wrote it. */
export interface ReadReport {
  path: string
  version: string
  report: Report
}

type Object = Readonly<Record<string, unknown>>

/** Reads what `--format json` wrote. What is none of pawl's reports is a Refusal that says what is wrong with it. */
export function readJson(text: string, path: string): ReadReport {
  const wrong = (what: string): never => {
    throw new Refusal(`this is no report of pawl: ${what}`, { path })
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    return wrong((error as Error).message)
  }
  const is = readers(wrong)
  const whole = is.object(parsed, 'the whole')
  if (whole.schema !== 1) wrong(`\`schema\` is ${JSON.stringify(whole.schema) ?? 'missing'}, and 1 is known`)
  const finding = (value: unknown, where: string) => readFinding(is, is.object(value, where), where)
  const looked = is.object(whole.looked, 'looked')
  const report: Report = {
    verb: is.text(whole.verb, 'verb'),
    verdict: is.word(whole.verdict, 'verdict', ['held', 'slipped', 'unknown']),
    findings: is.list(whole.findings, 'findings').map((each, at) => finding(each, `findings[${at}]`)),
    amended: is.list(whole.amended, 'amended').map((each, at) => ({
      ...finding(each, `amended[${at}]`),
      amendment: is.text((each as Object).amendment, `amended[${at}].amendment`),
    })),
    refusals: is.list(whole.refusals, 'refusals').map((each, at) => {
      const { message, path, line, column } = is.object(each, `refusals[${at}]`)
      return { message: is.text(message, `refusals[${at}].message`), ...defined({ path, line, column }) }
    }),
    limits: is.list(whole.limits, 'limits').map((each, at) => is.text(each, `limits[${at}]`)),
    looked: {
      migrations: is.number(looked.migrations, 'looked.migrations'),
      protections: is.number(looked.protections, 'looked.protections'),
      protocols: is.number(looked.protocols, 'looked.protocols'),
      files: is.number(looked.files, 'looked.files'),
    },
    ms: is.number(whole.ms, 'ms'),
    ...(Object.fromEntries(extras.flatMap((key) => (whole[key] === undefined ? [] : [[key, whole[key]]]))) as Partial<Report>),
  }
  if (whole.shard !== undefined) {
    const shard = is.object(whole.shard, 'shard')
    const below = is.list(shard.below, 'shard.below').map((each, at) => finding(each, `shard.below[${at}]`))
    report.shard = { ...(shard as unknown as NonNullable<Report['shard']>), below }
  }
  return { path, version: is.text(whole.pawl, 'pawl'), report }
}

function readFinding(is: ReturnType<typeof readers>, value: Object, where: string): Finding {
  return {
    code: is.text(value.code, `${where}.code`),
    level: is.word(value.level, `${where}.level`, ['error', 'warning']),
    message: is.text(value.message, `${where}.message`),
    help: is.text(value.help, `${where}.help`),
    docs: is.text(value.docs, `${where}.docs`),
    fingerprint: is.text(value.fingerprint, `${where}.fingerprint`),
    // What it was told apart by is in its fingerprint.
    kind: '',
    subject: '',
    what: String(value.fingerprint),
    ...(defined({ protection: value.protection, why: value.why, protocol: value.protocol, unknown: value.unknown }) as Partial<Finding>),
    places: is.list(value.places, `${where}.places`).map((each, at) => readPlace(is, is.object(each, `${where}.places[${at}]`), where)),
  }
}

function readPlace(is: ReturnType<typeof readers>, value: Object, where: string): Quoted {
  const { side, path, line, column, endLine, endColumn, label, lines } = value
  const span = { line, column, endLine, endColumn } as NonNullable<Quoted['span']>
  return {
    side: is.word(side, `${where}, side`, ['before', 'after']),
    path: is.text(path, `${where}, path`),
    ...(line === undefined ? {} : { span }),
    ...(defined({ label, lines }) as Partial<Quoted>),
  }
}

function readers(wrong: (what: string) => never) {
  const must = <T>(fits: boolean, value: unknown, where: string, wanted: string) =>
    fits ? (value as T) : wrong(`${where} is not ${wanted}`)
  return {
    object: (value: unknown, where: string) =>
      must<Object>(typeof value === 'object' && value !== null && !Array.isArray(value), value, where, 'an object'),
    list: (value: unknown, where: string) => must<readonly unknown[]>(Array.isArray(value), value, where, 'a list'),
    text: (value: unknown, where: string) => must<string>(typeof value === 'string', value, where, 'text'),
    number: (value: unknown, where: string) => must<number>(typeof value === 'number', value, where, 'a number'),
    word: <const W extends string>(value: unknown, where: string, words: readonly W[]) =>
      must<W>(words.includes(value as W), value, where, `one of ${words.join(', ')}`),
  }
}

function defined(values: Object): Object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
