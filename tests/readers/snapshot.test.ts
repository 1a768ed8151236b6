import { describe, expect, it } from 'vitest'
import { type Snapshot, snapshotFile, snapshotIn, snapshotText } from '../../src/readers/snapshot.ts'

const snapshot: Snapshot = {
  kind: 'snapshot',
  version: 1,
  database: 'main',
  engine: 'postgres',
  taken: '0001_a',
  roles: { app: { memberships: ['readers'], attributes: ['login'] } },
  objects: { 'table:public.b': { rights: { app: ['SELECT'] }, owner: 'app' }, 'table:public.a': { owner: null, rights: {} } },
}
const read = (text: string) => snapshotFile.read(new TextEncoder().encode(text), 's.json')
const refused = (content: object) => {
  try {
    return snapshotIn({ content: content as Record<string, unknown>, sha256: '', bytes: '', canonical: true }, 's.json')
  } catch (error) {
    return (error as Error).message
  }
}

describe("a snapshot's file", () => {
  it('is sorted, states its hash, and is read back as it was', async () => {
    const { text, sha256 } = await snapshotText(snapshot)
    expect(text.indexOf('public.a')).toBeLessThan(text.indexOf('public.b'))
    expect(text.endsWith('}\n')).toBe(true)
    const file = await read(text)
    expect(file).toMatchObject({ stated: sha256, sha256, canonical: true })
    expect(snapshotIn(file, 's.json')).toEqual(snapshot)
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  it('has the same hash however its keys are ordered, and another for other content', async () => {
    const { objects, ...rest } = snapshot
    expect((await snapshotText({ objects, ...rest })).sha256).toBe((await snapshotText(snapshot)).sha256)
    expect((await snapshotText({ ...snapshot, taken: null })).sha256).not.toEqual((await snapshotText(snapshot)).sha256)
  })

  it('is canonical with other line ends, and no more when it is laid out anew', async () => {
    const { text, sha256 } = await snapshotText(snapshot)
    expect((await read(text.replaceAll('\n', '\r\n'))).canonical).toBe(true)
    expect((await read(text.trimEnd())).canonical).toBe(true)
    const squeezed = await read(JSON.stringify(JSON.parse(text)))
    expect(squeezed).toMatchObject({ canonical: false, stated: sha256, sha256 })
  })

  it('states no hash, or one that does not fit', async () => {
    expect((await read(JSON.stringify(snapshot))).stated).toBeUndefined()
    expect((await read(JSON.stringify({ ...snapshot, sha256: 7 }))).stated).toBeUndefined()
    const lied = await read(JSON.stringify({ ...snapshot, sha256: 'abc' }))
    expect([lied.stated, lied.sha256]).toEqual(['abc', (await snapshotText(snapshot)).sha256])
  })

  it.each(['{', '[]', 'null', '"a"', '\uFEFF{}'])('that holds %j is refused', async (text) => {
    await expect(read(text)).rejects.toThrow('`s.json` cannot be read as a snapshot')
  })

  it('that is no UTF-8 is refused', async () => {
    await expect(snapshotFile.read(new Uint8Array([0x22, 0xff, 0x22]), 's.json')).rejects.toThrow('cannot be read as a snapshot')
  })
})

describe('the content of a snapshot', () => {
  const role = snapshot.roles.app!
  const object = snapshot.objects['table:public.b']!
  it.each<[why: string, other: object]>([
    ['another kind', { kind: 'other' }],
    ['another version', { version: 2 }],
    ['no database', { database: undefined }],
    ['no engine', { engine: 1 }],
    ['no migration', { taken: undefined }],
    ['roles that are a list', { roles: [] }],
    ['roles that are nothing', { roles: null }],
    ['a role with one key', { roles: { app: { attributes: [] } } }],
    ['a role with a key more', { roles: { app: { ...role, more: [] } } }],
    ['a role whose keys are no lists', { roles: { app: { ...role, attributes: 'login' } } }],
    ['a role that lists numbers', { roles: { app: { ...role, attributes: [1] } } }],
    ['objects that are a text', { objects: 'a' }],
    ['an owner that is a number', { objects: { a: { ...object, owner: 1 } } }],
    ['rights that are a list', { objects: { a: { ...object, rights: [] } } }],
    ['rights that are no lists', { objects: { a: { ...object, rights: { app: 'SELECT' } } } }],
    ['an object with a key more', { objects: { a: { ...object, more: 1 } } }],
    ['a key more', { more: 1 }],
  ])('with %s is refused', (_, other) => {
    expect(refused({ ...snapshot, ...other })).toContain('is no snapshot that this pawl knows')
  })

  it('may have been taken before any migration', () => {
    expect(refused({ ...snapshot, taken: null })).toEqual({ ...snapshot, taken: null })
  })
})
