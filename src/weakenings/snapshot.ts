import { type Snapshot, snapshotFile, snapshotIn, snapshotText } from '../readers/snapshot.ts'
import { edit, type Target, type Weakening } from './weakening.ts'

interface Asked {
  sha256?: { file: string; field: string }
}

/** Evidence goes, is edited with its hash and without, or is no longer bound. */
export async function* snapshot({ protection: { subject: path, options }, files }: Target<Asked>): AsyncIterable<Weakening> {
  yield edit(`take \`${path}\` away`, path, undefined, 'snapshot/missing')
  yield edit(`put a link in the place of \`${path}\``, path, { content: 'elsewhere.json', mode: 'symlink' }, 'snapshot/missing')
  const text = await files.text(path)
  const file = text === undefined ? undefined : await files.read(path, snapshotFile)
  if (text === undefined || file?.stated === undefined) return
  const snapshot = snapshotIn(file, path)
  const differs = 'snapshot/sha256-differs'
  yield edit(`change one digit of the hash in \`${path}\``, path, text.replace(file.stated, other(file.stated)), differs)
  yield edit(`take the hash out of \`${path}\``, path, `${JSON.stringify(file.content, null, 2)}\n`, 'snapshot/sha256-missing')
  yield edit(`put a space into \`${path}\``, path, text.replace('{', '{ '), 'snapshot/not-canonical')
  const [key, object] = Object.entries(snapshot.objects)[0] ?? []
  if (key !== undefined && object) {
    const owned: Snapshot = { ...snapshot, objects: { ...snapshot.objects, [key]: { ...object, owner: 'pawl_drill' } } }
    const told = JSON.stringify({ ...owned, sha256: file.stated }, null, 2)
    yield edit(`name another owner in \`${path}\` by hand`, path, `${told}\n`, differs)
    const whole = Object.fromEntries(Object.entries(snapshot.objects).map(([each, of]) => [each, { ...of, owner: 'pawl_drill' }]))
    yield edit(
      `name other owners in \`${path}\`, and hash it anew`,
      path,
      (await snapshotText({ ...snapshot, objects: whole })).text,
      'snapshot/differs',
    )
  }
  const { sha256 } = options
  const page = sha256 && !sha256.file.endsWith('.json') ? await files.text(sha256.file) : undefined
  const bound = page === undefined ? undefined : [file.stated, file.bytes].find((hash) => page.includes(hash))
  if (page !== undefined && bound !== undefined)
    yield edit(`state another hash in \`${sha256!.file}\``, sha256!.file, page.replaceAll(bound, other(bound)), differs)
}

const other = (hash: string): string => `${hash.startsWith('0') ? '1' : '0'}${hash.slice(1)}`
