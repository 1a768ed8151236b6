import { Refusal } from '../model/refusal.ts'

/** Owners and effective privileges of one database, as they stood after a migration. */
export interface Snapshot {
  kind: 'snapshot'
  version: 1
  database: string
  engine: string
  /** The last migration that had been run; null where there was none. */
  taken: string | null
  roles: Readonly<Record<string, { attributes: readonly string[]; memberships: readonly string[] }>>
  /** By key (`table:public.scores`): who owns it, and what each role may do. What everyone may do is written under `PUBLIC` alone. */
  objects: Readonly<Record<string, { owner: string | null; rights: Readonly<Record<string, readonly string[]>> }>>
}

/** A snapshot's file as it was read, before anything of it is believed. */
export interface SnapshotFile {
  content: Readonly<Record<string, unknown>>
  /** The hash that the file states, and the one that its content has. */
  stated?: string
  sha256: string
  /** The hash of the file's bytes. */
  bytes: string
  /** Whether it is written as `pawl snapshot` writes it, line ends aside. */
  canonical: boolean
}

const mostBytes = 64 * 2 ** 20

/** Reads a snapshot's file; what is no JSON object is a Refusal. */
export const snapshotFile = {
  name: 'snapshot',
  read: async (bytes: Uint8Array, path: string): Promise<SnapshotFile> => {
    if (bytes.length > mostBytes)
      throw new Refusal(`\`${path}\` is larger than ${mostBytes / 2 ** 20} MiB, the most that a snapshot may be`, { path })
    let text: string
    let content: unknown
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
      content = JSON.parse(text)
    } catch (error) {
      throw new Refusal(`\`${path}\` cannot be read as a snapshot: ${(error as Error).message}`, { path })
    }
    if (typeof content !== 'object' || content === null || Array.isArray(content))
      throw new Refusal(`\`${path}\` cannot be read as a snapshot: it holds no JSON object`, { path })
    const { sha256: stated, ...rest } = content as Record<string, unknown>
    const sha256 = await hashOf(rest)
    return {
      content: rest,
      ...(typeof stated === 'string' ? { stated } : {}),
      sha256,
      bytes: await sha256Of(bytes),
      canonical:
        text.replaceAll('\r\n', '\n').trimEnd() === printed({ ...rest, ...(stated === undefined ? {} : { sha256: stated }) }).trimEnd(),
    }
  },
}

/** The content of a file whose hash fits, as a snapshot; one of another form is a Refusal. */
export function snapshotIn({ content }: SnapshotFile, path: string): Snapshot {
  const isText = (value: unknown) => typeof value === 'string'
  const isList = (value: unknown) => Array.isArray(value) && value.every(isText)
  const isMap = (value: unknown, fits: (each: any) => boolean) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(fits)
  const { kind, version, database, engine, taken, roles, objects, ...more } = content
  const fits =
    kind === 'snapshot' &&
    version === 1 &&
    isText(database) &&
    isText(engine) &&
    (taken === null || isText(taken)) &&
    isMap(roles, (each) => isMap(each, isList) && Object.keys(each).sort().join() === 'attributes,memberships') &&
    isMap(objects, (each) => (each.owner === null || isText(each.owner)) && isMap(each.rights, isList) && Object.keys(each).length === 2) &&
    Object.keys(more).length === 0
  if (!fits) throw new Refusal(`\`${path}\` is no snapshot that this pawl knows; write it again with \`pawl snapshot\``, { path })
  return content as unknown as Snapshot
}

/** A snapshot as a file: sorted, one entry a line, with the hash of all but itself. */
export async function snapshotText(snapshot: Snapshot): Promise<{ text: string; sha256: string }> {
  const sha256 = await hashOf(snapshot)
  return { text: printed({ ...snapshot, sha256 }), sha256 }
}

/** SHA-256 over the JSON of all but the hash itself, keys sorted, no white space: what `jq -cSj 'del(.sha256)'` prints. */
const hashOf = (content: object): Promise<string> => sha256Of(new TextEncoder().encode(JSON.stringify(sorted(content))))

const printed = (content: object): string => `${JSON.stringify(sorted(content), null, 2)}\n`

async function sha256Of(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, each]) => [key, sorted(each)] as const)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
