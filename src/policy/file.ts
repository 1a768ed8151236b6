import { nearest } from '../model/nearest.ts'
import type { Mapping, Node } from '../model/node.ts'
import type { Wrong } from '../model/option.ts'
import type { Amendment, DatabaseDefinition, Named, PolicyPlace, Protection, Protocol, RollbackRules } from '../model/policy.ts'
import { Refusal } from '../model/refusal.ts'
import { name, readKeys } from '../model/values.ts'
import type { Register } from './policies.ts'
import { keysOf, readProtections, spanning } from './protections.ts'
import { amendmentOptions, approversType } from './tables/amendment.ts'
import { databaseOptions } from './tables/database.ts'
import { protocolOptions } from './tables/protocol.ts'
import { rollbackOptions } from './tables/rollback.ts'
import { joined, sections, topKeys } from './tables/sections.ts'
import { kebab } from './tables/values.ts'
import { tierOptions, validationType, versionOptions } from './tables/versions.ts'

/** What one policy file says by itself. */
export interface PolicyFile {
  path: string
  protocol?: Protocol
  rollback?: RollbackRules
  amendment?: Amendment
  databases: readonly DatabaseDefinition[]
  versions: readonly Named[]
  tiers: readonly Named[]
  validations: readonly Named<readonly string[]>[]
  approvers: readonly Named<readonly string[]>[]
}

/** How an error of one file is thrown: at the line and column of its node. */
export function wrongIn(path: string): Wrong {
  return (node, message) => {
    throw new Refusal(message, { path, line: node.span.line, column: node.span.column })
  }
}

/** Reads one policy file; every error is a Refusal with file, line, column and the nearest right word. */
export async function readPolicyFile(node: Node | undefined, path: string, register: Register): Promise<PolicyFile> {
  const wrong = wrongIn(path)
  const wanted = [...Object.keys(sections), ...Object.keys(joined)].join(', ')
  if (!node) throw new Refusal(`this policy says nothing; it wants one of ${wanted}`, { path, line: 1, column: 1 })
  if (node.kind !== 'mapping') return wrong(node, `a policy is a mapping with one of ${wanted}`)
  checkKeys(node, wrong)
  const entry = (key: string) => node.entries.find((each) => each.key.text === key)
  const has = (key: string) => entry(key) !== undefined
  if (![...Object.keys(sections), ...Object.keys(joined)].some(has)) wrong(node, `this policy holds none of ${wanted}`)
  const protocol = entry('protocol') ? await readProtocol(node, path, register, wrong) : undefined
  const rollback = entry('rollback') ? readRollback(node, path, wrong) : undefined
  const amendment = entry('amendment') ? readAmendment(node, path, wrong) : undefined
  return {
    path,
    ...(protocol ? { protocol } : {}),
    ...(rollback ? { rollback } : {}),
    ...(amendment ? { amendment } : {}),
    databases: named(entry('databases'), path, wrong, readDatabase),
    versions: versionsOf(entry('versions')?.value, path, wrong),
    tiers: named(entry('tiers'), path, wrong, (title, value, at) => {
      const mapping = mappingOf(value, wrong)
      return { name: title, options: readKeys(mapping, tierOptions, wrong), at, keys: keysOf(mapping) }
    }),
    validations: named(entry('validations'), path, wrong, (title, value, at) => ({
      name: title,
      options: validationType.read(value, wrong),
      at,
      keys: {},
    })),
    approvers: named(entry('approvers'), path, wrong, (title, value, at) => ({
      name: title,
      options: Object.values(
        approversType.read({ kind: 'mapping', entries: [{ key: keyNode(title, value), value }], span: value.span }, wrong),
      )[0]!,
      at,
      keys: {},
    })),
  }
}

function checkKeys(node: Mapping, wrong: Wrong): void {
  const present = new Set(node.entries.map(({ key }) => key.text))
  for (const { key } of node.entries) {
    if (!topKeys.includes(key.text)) {
      const near = nearest(key.text, topKeys)
      wrong(
        key,
        `no key is called \`${key.text}\` here${near ? `; did you mean \`${near}\`?` : `; a policy begins with ${[...Object.keys(sections), ...Object.keys(joined)].join(', ')}`}`,
      )
    }
    const owners = Object.entries(sections).filter(
      ([section, { options }]) => Object.hasOwn(options, key.text) || (section === 'protocol' && key.text === 'protect'),
    )
    if (owners.length && !owners.some(([section]) => present.has(section))) {
      const [section, { what }] = owners[0]!
      wrong(key, `\`${key.text}\` speaks of ${what}, and this file holds none; write \`${section}: <name>\` above it`)
    }
  }
}

/** The keys of a file that belong to one of its sections. */
function part(node: Mapping, section: string, options: Readonly<Record<string, unknown>>): Mapping {
  const head = node.entries.find(({ key }) => key.text === section)!
  return { kind: 'mapping', entries: node.entries.filter(({ key }) => Object.hasOwn(options, key.text)), span: spanning(head) }
}

const headOf = (node: Mapping, section: string, path: string): { value: Node; at: PolicyPlace } => {
  const head = node.entries.find(({ key }) => key.text === section)!
  return { value: head.value, at: { path, span: spanning(head) } }
}

async function readProtocol(node: Mapping, path: string, register: Register, wrong: Wrong): Promise<Protocol> {
  const head = headOf(node, 'protocol', path)
  const values = readKeys(part(node, 'protocol', protocolOptions), protocolOptions, wrong)
  const protect: Protection[] = []
  const protocol: Protocol = {
    id: kebab.read(head.value, wrong),
    ...(values.title === undefined ? {} : { title: values.title }),
    status: values.status ?? 'reversible',
    owners: values.owners ?? [],
    ...(values.why === undefined ? {} : { why: values.why }),
    requiredCoverage: values['required-coverage'] ?? { percent: 100 },
    ...(values['superseded-by'] === undefined ? {} : { supersededBy: values['superseded-by'] }),
    protect,
    at: head.at,
    keys: keysOf(node),
  }
  const items = node.entries.find(({ key }) => key.text === 'protect')
  if (items) protect.push(...(await readProtections(items.value, protocol, path, register, wrong)))
  if (protect.length === 0 && protocol.supersededBy === undefined)
    wrong(items?.value ?? head.value, `\`${protocol.id}\` protects nothing; write \`protect:\` with its items`)
  const { requiredCoverage } = protocol
  const counted = protect.filter(({ level }) => level === 'error').length
  if ('of' in requiredCoverage && requiredCoverage.of !== counted) {
    const value = node.entries.find(({ key }) => key.text === 'required-coverage')!.value
    wrong(
      value,
      `the second number is ${requiredCoverage.of}, and \`${protocol.id}\` has ${counted} protections of level error; write "${Math.min(requiredCoverage.held, counted)}/${counted}"`,
    )
  }
  return protocol
}

function readRollback(node: Mapping, path: string, wrong: Wrong): RollbackRules {
  const head = headOf(node, 'rollback', path)
  const values = readKeys(part(node, 'rollback', rollbackOptions), rollbackOptions, wrong)
  return {
    database: name.read(head.value, wrong),
    ...(values.document === undefined ? {} : { document: values.document }),
    categories: (values.categories ?? {}) as RollbackRules['categories'],
    lossy: values.lossy ?? 'documented',
    impossible: values.impossible ?? 'documented',
    names: values.names ?? {},
    ...(values.until === undefined ? {} : { until: values.until }),
    frozen: values.frozen ?? false,
    backup: values.backup ?? [],
    at: head.at,
    keys: keysOf(node),
  }
}

function readAmendment(node: Mapping, path: string, wrong: Wrong): Amendment {
  const head = headOf(node, 'amendment', path)
  const values = readKeys(part(node, 'amendment', amendmentOptions), amendmentOptions, wrong)
  const relaxes = node.entries.find(({ key }) => key.text === 'relaxes')!.value
  const entries = relaxes.kind === 'list' ? relaxes.items : [relaxes]
  return {
    id: name.read(head.value, wrong),
    relaxes: values.relaxes.map((entry, index) => ({ entry, at: { path, span: entries[index]!.span } })),
    ...(values.codes === undefined ? {} : { codes: values.codes }),
    ...(values.for === undefined ? {} : { for: values.for }),
    ...(values.reason ? { reason: values.reason } : {}),
    approvedBy: values['approved-by'] ?? [],
    ...(values.expires === undefined ? {} : { expires: values.expires }),
    ...(values.from === undefined ? {} : { from: values.from }),
    at: head.at,
    keys: keysOf(node),
  }
}

function readDatabase(title: string, value: Node, at: PolicyPlace, wrong: Wrong): DatabaseDefinition {
  const mapping = mappingOf(value, wrong)
  const { rows, ...values } = readKeys(mapping, databaseOptions, wrong)
  const stated = Object.fromEntries(Object.entries(values).filter(([, each]) => each !== undefined))
  return {
    ...(stated as unknown as Pick<DatabaseDefinition, 'engine' | 'migrations'>),
    name: title,
    extensions: values.extensions ?? [],
    roles: values.roles ?? [],
    settings: values.settings ?? {},
    env: values.env ?? [],
    ...(rows === undefined ? {} : { rows: typeof rows === 'string' ? { file: rows } : { tables: rows } }),
    at: { ...at, keys: keysOf(mapping) },
  }
}

function versionsOf(node: Node | undefined, path: string, wrong: Wrong): Named[] {
  if (!node) return []
  if (node.kind !== 'list') return wrong(node, 'a list of versions is wanted here, each `- version: <name>`')
  if (node.items.length === 0) wrong(node, '`versions` names nothing')
  return node.items.map((item) => {
    const mapping = mappingOf(item, wrong)
    const options = readKeys(mapping, versionOptions, wrong)
    return { name: options.version, options, at: { path, span: spanning(mapping.entries[0]!) }, keys: keysOf(mapping) }
  })
}

function named<T>(
  entry: Mapping['entries'][number] | undefined,
  path: string,
  wrong: Wrong,
  read: (title: string, value: Node, at: PolicyPlace, wrong: Wrong) => T,
): T[] {
  if (!entry) return []
  const mapping = mappingOf(entry.value, wrong)
  if (mapping.entries.length === 0) wrong(entry.value, `\`${entry.key.text}\` names nothing`)
  return mapping.entries.map(({ key, value }) => read(name.read(key, wrong), value, { path, span: key.span }, wrong))
}

function mappingOf(node: Node, wrong: Wrong): Mapping {
  return node.kind === 'mapping' ? node : wrong(node, 'a mapping is wanted here, `<name>: …`')
}

function keyNode(text: string, like: Node): Mapping['entries'][number]['key'] {
  return { kind: 'scalar', text, plain: false, span: like.span }
}
