import { describe, expect, it } from 'vitest'
import { folder, told } from './room.ts'

const verdicts = (json: any) => json.databases[0].migrations.map(({ verdict }: any) => verdict)

describe('the example of keys that are kept as hashes', () => {
  const example = folder('examples/hashed-keys')
  const document = 'docs/rollback/000007_drop_plaintext.md'

  it('holds as it stands, and its last migration is lossy', async () => {
    const { exit, json, codes } = await told(example, {}, ['rehearse'])
    expect([exit, codes, verdicts(json)]).toEqual([0, [], ['reversible', 'lossy']])
    expect((await told(example, {}, ['audit'])).exit).toBe(0)
  })

  it('is stopped where the recovery sets new keys and forgets their hashes', async () => {
    const edited = example[document]!.replaceAll(", key_hash = encode(sha256(new.key::bytea), 'hex')", '')
    const { exit, messages } = await told(example, { [document]: edited })
    expect(exit).toBe(1)
    expect(messages).toMatch(/a key fits its hash/)
  })
})

describe('the example of a control plane that changes its owner', () => {
  const example = folder('examples/owner-cutover')
  const down = 'migrations/S04_cutover.down.sql'

  it('holds as it stands, and every step comes back', async () => {
    const { exit, json, codes } = await told(example, {}, ['rehearse'])
    expect([exit, codes, verdicts(json)]).toEqual([0, [], Array(6).fill('reversible')])
    expect((await told(example, {}, ['audit'])).json.protocols[0].coverage).toEqual({ held: 9, of: 9, required: 9 })
  })

  it('is told of two authorities where the old owner comes back first', async () => {
    const [update, owner] = [/UPDATE[^;]*;\n/.exec(example[down]!)![0], 'ALTER FUNCTION apply() OWNER TO legacy;\n']
    const { exit, messages } = await told({ ...example, [down]: owner + update }, {}, ['rehearse'])
    expect(exit).toBe(1)
    expect(messages).toMatch(/no two authorities.* after statement 1 of the way back of `S04_cutover`/)
  })
})
