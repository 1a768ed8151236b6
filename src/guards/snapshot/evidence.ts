import type { Place } from '../../model/place.ts'
import type { Protection } from '../../model/policy.ts'
import type { Files } from '../../model/tree.ts'
import { fieldKey, markdown } from '../../readers/markdown.ts'
import { type Snapshot, type SnapshotFile, snapshotFile, snapshotIn } from '../../readers/snapshot.ts'
import type { Say } from '../guard.ts'
import type { codes } from './codes.ts'

type Stated = { readonly file: string; readonly field: string }

/** The snapshot in a tree, where its file is as it was written; what is wrong with it is told. */
export async function readEvidence(
  { subject: path, database = '', options: { sha256 } }: Protection<{ readonly sha256?: Stated | undefined }>,
  files: Files,
  say: Say<typeof codes>,
): Promise<Snapshot | undefined> {
  const mode = (await files.entries()).get(path)?.mode
  if (mode !== 'file' && mode !== 'executable') {
    say('snapshot/missing', { args: { path, how: mode === undefined ? 'not there' : `a ${mode}, and no file`, database }, what: 'missing' })
    return undefined
  }
  const file = (await files.read(path, snapshotFile))!
  const places: Place[] = [{ side: 'after', path }]
  const sound = ownHash(path, file, places, say) && isCanonical(path, file, places, say)
  if (sound && sha256) await statedHash(path, file, sha256, files, say)
  return sound ? snapshotIn(file, path) : undefined
}

function ownHash(path: string, { stated, sha256 }: SnapshotFile, places: readonly Place[], say: Say<typeof codes>): boolean {
  if (stated === sha256) return true
  if (stated === undefined) say('snapshot/sha256-missing', { args: { path, where: 'the file itself', sha256 }, what: 'own', places })
  else
    say('snapshot/sha256-differs', {
      args: { path, where: 'the file itself', stated: short(stated), sha256: short(sha256) },
      what: 'own',
      places,
    })
  return false
}

function isCanonical(path: string, { canonical }: SnapshotFile, places: readonly Place[], say: Say<typeof codes>): boolean {
  if (!canonical) say('snapshot/not-canonical', { args: { path }, what: 'form', places })
  return canonical
}

/** The hash as another file states it: of the content, or of the file's bytes as `sha256sum` prints it. */
async function statedHash(
  path: string,
  file: SnapshotFile,
  { file: where, field }: Stated,
  files: Files,
  say: Say<typeof codes>,
): Promise<void> {
  const name = `\`${field}\` of \`${where}\``
  const stated = await statements(files, where, field)
  const there = (await files.entries()).has(where)
  if (stated.length === 0) {
    const places: Place[] = there ? [{ side: 'after', path: where }] : []
    say('snapshot/sha256-missing', { args: { path, where: name, sha256: file.sha256 }, what: 'stated', places })
  }
  for (const { value, place } of stated) {
    const plain = value
      .replace(/^[`'"]+|[`'"]+$/g, '')
      .replace(/^sha256:\s*/i, '')
      .toLowerCase()
    if (plain === file.sha256 || plain === file.bytes) continue
    const args = { path, where: name, stated: short(plain), sha256: short(file.sha256) }
    say('snapshot/sha256-differs', { args, what: 'stated', places: [place] })
  }
}

async function statements(files: Files, where: string, field: string): Promise<{ value: string; place: Place }[]> {
  const mode = (await files.entries()).get(where)?.mode
  if (mode !== 'file' && mode !== 'executable') return []
  if (where.endsWith('.json')) return inJson((await files.text(where)) ?? '', where, field)
  const document = await files.read(where, markdown)
  if (document?.kind !== 'markdown') return []
  return document.fields
    .filter((each) => fieldKey(each.name) === fieldKey(field))
    .map(({ value, span }) => ({ value, place: { side: 'after', path: where, span, label: 'states it' } }))
}

function inJson(text: string, where: string, field: string): { value: string; place: Place }[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return []
  }
  for (const part of field.split('.'))
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined
  return typeof value === 'string' ? [{ value, place: { side: 'after', path: where } }] : []
}

const short = (hash: string): string => (hash.length > 12 ? `${hash.slice(0, 12)}…` : hash)
