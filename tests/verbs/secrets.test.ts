import { expect, it } from 'vitest'
import { pawl } from '../cases/command.ts'
import { repositoryOf } from '../faults/room.ts'

const token = (number: number) => `tok_live_${number.toString(36).padStart(24, 'q')}`
const tokens = Array.from({ length: 10_000 }, (_, number) => token(number * 7919))
let given = 0
const next = () => tokens[given++ % tokens.length]!

const policies = `protocol: all
databases:
  main: { engine: sqlite, migrations: db, format: golang-migrate }
protect:
  - token: live
    pattern: ^tok_live_[a-z0-9]{24}$
  - token: word
    pattern: ^[a-z]+$
  - document: docs/a.md
    fields: { State: /^kept/ }
  - table: users
  - code: src/**/*.ts
    absent: 'connect($$$)'
  - hook: pre-commit
    runs: pawl hook pre-commit
`
const before = {
  'policies/all.yaml': policies,
  'docs/a.md': '# A\n\nState: kept\n',
  'src/a.ts': 'export {}\n',
  '.husky/pre-commit': { content: 'pawl hook pre-commit\n', mode: 'executable' as const },
  'package.json': '{ "scripts": { "prepare": "husky" }, "devDependencies": { "husky": "9" } }\n',
  'db/1_users.up.sql': 'CREATE TABLE users (id integer PRIMARY KEY, token text UNIQUE);\n',
}

it('no report holds a whole token of a known format', async () => {
  const rows = Array.from({ length: 4_000 }, (_, id) => `(${id}, '${next()}')`).join(', ')
  const repository = repositoryOf(before, {
    'docs/a.md': `# A\n\nState: ${next()}\n`,
    'src/a.ts': `connect('${next()}')\n`,
    '.husky/pre-commit': { content: `KEY=${next()} pawl hook pre-commit || true\n`, mode: 'executable' },
    'db/2_rows.up.sql': `INSERT INTO users VALUES ${rows};\nDELETE FROM users WHERE token = '${next()}' OR id > 1;\n`,
    'db/3_twice.up.sql': `SELECT json_extract('${next()}', '${next()}');\n`,
  })
  try {
    const asked = [
      ...['text', 'json', 'github', 'gitlab', 'sarif', 'junit', 'markdown', 'html'].map((format) => [
        'check',
        '--staged',
        '--format',
        format,
      ]),
      ['audit', '--at', 'HEAD', '--format', 'json'],
      ['rehearse', '--all', '--format', 'json'],
    ]
    for (const words of asked) {
      if (words[0] === 'audit') repository.commit('after')
      const { exit, out, err } = await pawl(repository.folder, words)
      expect(exit, `${words.join(' ')}: ${err}`).toBe(1)
      expect(out, words.join(' ')).toMatch(/tok_live_\w{1,4}[*…]/)
      // A format of plain words hides none of what pawl itself says.
      expect(out).toContain('users')
      const whole = (out + err).match(/tok_live_[a-z0-9]{24}/g)
      expect(whole, words.join(' ')).toBe(null)
    }
  } finally {
    repository.close()
  }
})
