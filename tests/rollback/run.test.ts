import { describe, expect, it } from 'vitest'
import { executing, notes, room, sqliteFile, step, threeVersions, told, twoVersions } from './run-room.ts'

const three = twoVersions(
  step('one', 'before', { undo: true }),
  step('two', 'before', { undo: true }),
  step('three', 'after', { run: 'test -f ok' }),
  step('four', 'restart'),
)

describe('a dry run', () => {
  it('shows each step, runs none, and writes a log in which all are planned', async () => {
    const here = room(three)
    await here.plan('1.3.0', '1.2.5')
    const { exit, out } = await here.pawl(['rollback', 'run', 'plan.json', '--log', 'log.jsonl'])
    expect(exit).toBe(0)
    expect(here.trace()).toEqual([])
    for (const name of ['one', 'two', 'three', 'four']) expect(out).toContain(`echo ${name} >> trace`)
    expect(told(here.log())).toEqual(['one planned', 'two planned', 'three planned', 'four planned'])
    expect(new Set(here.log().map(({ rollbackId }) => rollbackId)).size).toBe(1)
    expect(here.log()[0]!.rollbackId).toMatch(/^[0-9a-f-]{36}$/)
    expect(Object.keys(here.log()[0]!)).toEqual(['rollbackId', 'step', 'status', 'at', 'ms', 'details'])
  })

  it('tells as JSON what it would run, and what `--execute` would refuse', async () => {
    const here = room(three)
    await here.plan('1.3.0', '1.2.5')
    const { out } = await here.pawl(['rollback', 'run', 'plan.json', '--format', 'json'])
    const { rollback, limits, verdict } = JSON.parse(out)
    expect([verdict, rollback.executed, rollback.state, rollback.steps.length]).toEqual(['held', false, 'planned', 4])
    expect(limits.join('\n')).toMatch(/no reason[\s\S]*nobody approved it/)
  })
})

describe('what keeps a run from beginning', () => {
  it.each([
    ['no reason', ['rollback', 'run', 'plan.json', '--execute', '--approved-by', 'alice'], 'states no reason'],
    ['nobody who approved it', ['rollback', 'run', 'plan.json', '--execute', '--reason', 'x'], 'nobody approved it'],
    ['a loss that there is none of', [...executing, '--accept-loss', 'notes'], 'it loses nothing'],
    ['a plan that is not there', ['rollback', 'run', 'other.json'], 'cannot be read'],
    ['another word than run', ['rollback', 'walk', 'plan.json'], 'is written `pawl rollback run'],
    ['an address on the command line', [...executing, '--database', 'main=postgres://x'], 'stands in a variable'],
    ['a variable that is not set', [...executing, '--database', 'main=env:NOTHING_HERE'], 'is not set'],
    ['an undo of nothing', [...executing, '--undo'], '--resume <log>'],
    ['a log that is not there', [...executing, '--resume', 'no.jsonl'], 'cannot be read'],
  ])('%s', async (_, words, why) => {
    const here = room(three)
    await here.plan('1.3.0', '1.2.5')
    const { exit, err } = await here.pawl(words)
    expect(exit).toBe(2)
    expect(err).toContain(why)
    expect(here.trace()).toEqual([])
  })

  it('several things: each is told at once, and that nothing was run', async () => {
    const here = room(three)
    await here.plan('1.3.0', '1.2.5')
    const { exit, err } = await here.pawl(['rollback', 'run', 'plan.json', '--execute'])
    expect([exit, here.trace()]).toEqual([2, []])
    expect(err.trim().split('\n')).toEqual([
      expect.stringMatching(/states no reason.*\. Nothing was run\.$/),
      expect.stringMatching(/nobody approved it.*\. Nothing was run\.$/),
    ])
    expect((await here.pawl(['rollback', 'run', 'other.json'])).err).toMatch(/Nothing was run\.\n$/)
  })

  it('a plan edited by hand', async () => {
    const here = room(three)
    await here.plan('1.3.0', '1.2.5')
    here.write('plan.json', here.read('plan.json').replace('"timeoutSeconds": 20', '"timeoutSeconds": 2000'))
    const { exit, err } = await here.execute()
    expect([exit, here.trace()]).toEqual([2, []])
    expect(err).toMatch(/was changed after it was made: its sha256 is \w+…/)
  })

  it('a tree that moved on, or a work tree that is not as it is staged', async () => {
    const here = room(three)
    await here.plan('1.3.0', '1.2.5')
    here.write('policies/versions.yaml', here.read('policies/versions.yaml').replace('echo four', 'echo 4'))
    const edited = await here.execute()
    expect([edited.exit, edited.err.includes('is not as it is staged')]).toEqual([2, true])
    here.commit()
    const moved = await here.execute()
    expect([moved.exit, moved.err]).toEqual([
      2,
      expect.stringContaining('make it anew: `pawl plan 1.3.0 1.2.5 --format json --output plan.json`'),
    ])
    expect(here.trace()).toEqual([])
  })

  it('fewer approvals than the tier asks, or names that do not count', async () => {
    const approvers = 'tiers:\n  big: { approvals: [lead, success] }\napprovers: { lead: [alice], success: [bob, carol] }\n'
    const here = room({ ...three, 'policies/tiers.yaml': approvers })
    await here.plan('1.3.0', '1.2.5', '--tier', 'big')
    const with_ = (...names: string[]) =>
      here.pawl([...executing.slice(0, 6), '--log', 'log.jsonl', ...names.flatMap((name) => ['--approved-by', name])])
    const refused = async (why: string, ...names: string[]) => {
      const { exit, err } = await with_(...names)
      expect([exit, err, here.trace()]).toEqual([2, expect.stringContaining(why), []])
    }
    await refused('nobody approved it')
    await refused('1 of 2 approvals was given', 'alice')
    await refused('1 of 2 approvals was given', 'alice', 'Alice ')
    await refused('none of the names given counts for `lead`', 'bob', 'carol')
    await refused('`mallory` is not among the approvers', 'alice', 'mallory')
    here.write('ok', '')
    expect((await with_('alice, bob')).exit).toBe(0)
  })
})

describe('a step that fails', () => {
  it('stops the run, and undoes what was done in reverse; resumed it starts there', async () => {
    const here = room(three)
    await here.plan('1.3.0', '1.2.5')
    const { exit, out } = await here.execute()
    expect(exit).toBe(1)
    expect(out).toContain('error[run/step-failed]: `three` of 1.3.0 → 1.2.5 failed: it ended with exit 1; undone in reverse: `two`, `one`')
    expect(here.trace()).toEqual(['one', 'two', 'three', 'untwo', 'unone'])
    expect(told(here.log(), 'failed', 'undone')).toEqual(['three failed', 'two undone', 'one undone'])
    here.write('ok', '')
    const again = await here.pawl([...executing, '--resume', 'log.jsonl'])
    expect(again.exit).toBe(0)
    expect(again.out).toContain('limit: `one` was undone, and was not done again')
    expect(here.trace().slice(5)).toEqual(['three', 'four'])
    expect(new Set(here.log().map(({ rollbackId }) => rollbackId)).size).toBe(1)
    expect((await here.pawl([...executing, '--resume', 'log.jsonl'])).err).toContain('has come to its end')
  })

  it('that blocks ahead of everything, and nothing is begun', async () => {
    const blocked = twoVersions(step('ready', 'ready', { run: 'false', blocks: true }), step('one', 'before'))
    const here = room(blocked)
    await here.plan('1.3.0', '1.2.5')
    const { exit, out } = await here.execute()
    expect([exit, here.trace()]).toEqual([1, ['ready']])
    expect(out).toContain('error[run/blocked]: `ready` of 1.3.0 → 1.2.5 does not hold')
  })

  it('that is ready or not without blocking, and the run goes on', async () => {
    const here = room(twoVersions(step('ready', 'ready', { run: 'false' }), step('one', 'before')))
    await here.plan('1.3.0', '1.2.5')
    const { exit, out } = await here.execute()
    expect([exit, here.trace()]).toEqual([0, ['ready', 'one']])
    expect(out).toContain('does not block')
  })

  it('by its time: it is ended with its process group', async () => {
    const slow = twoVersions(
      step('one', 'before', { undo: true }),
      step('slow', 'after', { run: '(sleep 2; echo late >> trace) & sleep 60', timeout: '1s' }),
    )
    const here = room(slow)
    await here.plan('1.3.0', '1.2.5')
    const { exit, out } = await here.execute()
    expect([exit, here.trace()]).toEqual([1, ['one', 'slow', 'unone']])
    expect(out).toContain('error[run/timed-out]')
    expect(told(here.log(), 'timed-out', 'undone')).toEqual(['slow timed-out', 'one undone'])
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(here.trace()).not.toContain('late')
  })

  it('whose undo fails: the run halts, and says what stands', async () => {
    const here = room(
      twoVersions(
        step('one', 'before', { undo: true }).replace('echo unone >> trace', 'echo no >&2; exit 7'),
        step('two', 'after', { run: 'false' }),
      ),
    )
    await here.plan('1.3.0', '1.2.5')
    const { exit, err, out } = await here.execute()
    expect(exit).toBe(2)
    expect(err).toContain('`one` could not be undone: it ended with exit 7: no')
    expect(out).toContain('next: mend what keeps it from being undone')
  })

  it('hides what is secret in what it prints', async () => {
    const here = room(twoVersions(step('one', 'before', { run: 'echo "token is $API_TOKEN at postgres://me:hunter22@host/db"; exit 1' })))
    await here.plan('1.3.0', '1.2.5')
    const { out, err } = await here.execute([], { API_TOKEN: 'tok_1234567890' })
    for (const text of [out, err, here.read('log.jsonl')]) expect(text).not.toMatch(/tok_1234567890|hunter22/)
    expect(here.read('log.jsonl')).toContain('token is ***')
  })
})

describe('a database step on SQLite', () => {
  const files = threeVersions('sqlite', [
    step('stop', 'before', { undo: true }),
    step('deploy', 'restart'),
    step('valid', 'verify', { run: 'test -f ok' }),
  ])
  const database = ['--database', 'main=env:APP']

  it('takes the migrations back, each logged, and loses nothing of what stood before', async () => {
    const here = room(files)
    const { path, ask } = sqliteFile(here.folder)
    here.write('ok', '')
    await here.plan('1.3.0', '1.1.0')
    const { exit, err } = await here.execute(database, { APP: path })
    expect([exit, err.includes('table tags: 0 rows')]).toEqual([0, true])
    expect(ask("SELECT name FROM sqlite_master WHERE type = 'table'")).toEqual(['notes'])
    expect(ask('SELECT id, body FROM notes')).toEqual([1, 'one', 2, 'two'])
    expect(told(here.log(), 'done')).toEqual([
      'stop done',
      'take main back to 0002_author/0003_tags done',
      'take main back to 0002_author done',
      'deploy done',
      'valid done',
      'take main back to 0001_notes/0002_author done',
      'take main back to 0001_notes done',
    ])
  })

  it('recovers forward where what must be valid is not', async () => {
    const here = room(files)
    const { path, ask } = sqliteFile(here.folder)
    await here.plan('1.3.0', '1.1.0')
    const { exit, out } = await here.execute(database, { APP: path })
    expect(exit).toBe(1)
    expect(out).toMatch(/error\[run\/not-valid\].*`stop`; `deploy` has no `undo`, and stays done\n/)
    expect(ask("SELECT name FROM sqlite_master WHERE type = 'table'")).toEqual(['notes', 'tags'])
    expect(here.trace()).toEqual(['stop', 'deploy', 'valid', 'unstop'])
    here.write('ok', '')
    expect((await here.pawl([...executing, '--resume', 'log.jsonl', ...database], { APP: path })).exit).toBe(0)
    // Without what was stopped the database must not be taken back, so that is done again.
    expect(here.trace().slice(4)).toEqual(['stop', 'valid'])
    expect(ask("SELECT name FROM sqlite_master WHERE type = 'table'")).toEqual(['notes'])
  })

  it('never acts on a database that is not the one the plan was made from', async () => {
    const here = room(files)
    const { path, ask } = sqliteFile(here.folder)
    ask('CREATE INDEX by_body ON notes (body)')
    await here.plan('1.3.0', '1.1.0')
    const { exit, err } = await here.execute(database, { APP: path })
    expect([exit, here.trace()]).toEqual([2, []])
    expect(err).toContain('is not the one that the plan was made from: index `by_body` is there, and no migration makes it')
    expect((await here.execute()).err).toContain('`--database main=env:<VAR>`')
    expect((await here.pawl(['rollback', 'run', 'plan.json'])).out).toContain('would be refused: the plan works on the database `main`')
    // Somebody has begun by hand.
    ask('DROP INDEX by_body')
    ask('DROP TABLE tags')
    const half = await here.execute(database, { APP: path })
    expect([half.exit, here.trace(), half.err]).toEqual([
      2,
      [],
      expect.stringContaining(
        'table `tags` is not there. Nothing was begun; 1 of the 2 migrations to take back seem to be taken back already',
      ),
    ])
  })

  it('takes back all that a run has done, where that is asked', async () => {
    const here = room(files)
    const { path, ask } = sqliteFile(here.folder)
    here.write('ok', '')
    await here.plan('1.3.0', '1.1.0')
    expect((await here.execute(database, { APP: path })).exit).toBe(0)
    expect((await here.pawl([...executing, '--resume', 'log.jsonl', '--undo', ...database], { APP: path })).exit).toBe(0)
    expect(ask("SELECT name FROM sqlite_master WHERE type = 'table'")).toEqual(['notes', 'tags'])
    expect(ask("SELECT name FROM pragma_table_info('notes')")).toEqual(['id', 'body', 'author'])
    expect(here.trace().at(-1)).toBe('unstop')
  })
})

describe('a run in a process of its own', () => {
  const slow = twoVersions(
    step('one', 'before', { undo: true }),
    step('slow', 'after', { run: 'touch begun; sleep 30' }),
    step('last', 'verify'),
  )
  const until = async (ready: () => boolean) => {
    for (let tries = 0; tries < 500 && !ready(); tries++) await new Promise((resolve) => setTimeout(resolve, 20))
  }

  it('interrupted in a step has a log that is complete up to it, and offers to undo', async () => {
    const here = room(slow)
    await here.plan('1.3.0', '1.2.5')
    const run = here.start([...executing, '--log', 'log.jsonl'])
    await until(() => here.has('begun'))
    run.kill('SIGINT')
    const { exit, err } = await run.ended
    expect(exit).toBe(2)
    const [, undo] = /undone by `([^`]+)`/.exec(err) ?? []
    expect(undo).toBe(
      "pawl rollback run plan.json --execute --resume log.jsonl --reason 'errors after the release' --approved-by alice --undo",
    )
    expect(told(here.log(), 'done', 'started', 'interrupted')).toEqual(['one started', 'one done', 'slow started', 'slow interrupted'])
    expect((await here.pawl([...executing, '--resume', 'log.jsonl', '--undo'])).exit).toBe(0)
    expect(here.trace()).toEqual(['one', 'slow', 'unone'])
  })

  it('killed in a command leaves it to the operator what became of that', async () => {
    const here = room(slow)
    await here.plan('1.3.0', '1.2.5')
    const run = here.start([...executing, '--log', 'log.jsonl'])
    await until(() => here.has('begun'))
    run.kill('SIGKILL')
    await run.ended
    const resume = (...more: string[]) => here.pawl([...executing, '--resume', 'log.jsonl', ...more])
    const { exit, err, out } = await resume()
    expect([exit, err]).toEqual([2, expect.stringContaining('in `slow` of 1.3.0 → 1.2.5: it had begun, and how it ended stands in no log')])
    const again = "pawl rollback run plan.json --execute --resume log.jsonl --reason 'errors after the release' --approved-by alice"
    expect(out).toContain(`carried out:\n${again} --begun 'slow=done'\nwhere it was not:\n${again} --begun 'slow=again'\n`)
    for (const format of ['github', 'gitlab', 'junit', 'sarif', 'markdown', 'html']) {
      const printed = await resume('--format', format)
      expect([format, printed.exit, printed.out.replace(/&#39;|&apos;/g, "'")]).toEqual([
        format,
        2,
        expect.stringContaining("--begun 'slow=done'"),
      ])
    }
    expect((await resume('--undo')).exit).toBe(2)
    expect((await here.execute()).err).toContain('holds a run that has not ended')
    const other = await resume('--begun', 'slwo=done')
    expect([other.exit, other.err]).toEqual([
      2,
      expect.stringContaining('no step or migration of the plan is called so; did you mean `slow`?'),
    ])
    expect((await resume('--begun', 'slow=done')).exit).toBe(0)
    expect(here.trace()).toEqual(['one', 'slow', 'last'])
  })
})

describe('migrations that are code', () => {
  const tool = `import { DatabaseSync } from 'node:sqlite'
import { readFileSync } from 'node:fs'
const [direction, revision] = process.argv.slice(2)
const code = readFileSync('migrations/' + revision + '.ts', 'utf8')
new DatabaseSync(process.env.DATABASE_URL.replace('sqlite:///', '')).exec(new RegExp(direction + ' = \`([^\`]*)\`').exec(code)[1])
`
  const node = process.execPath
  const code = Object.fromEntries(
    Object.entries(notes).map(([id, [up, down]]) => [
      `migrations/${id}.ts`,
      `export const up = \`${up}\`\nexport const down = \`${down}\`\n`,
    ]),
  )
  const run = `    format: plain\n    run: { up: "${node} --no-warnings tool.mjs up {revision}", down: "${node} --no-warnings tool.mjs down {revision}" }\n`
  const policies = threeVersions('sqlite', [step('deploy', 'restart')], notes, run)['policies/versions.yaml']!

  it('are taken back by the tool of the project, where that was allowed', async () => {
    const here = room({ 'policies/versions.yaml': policies, 'tool.mjs': tool, ...code })
    const { path, ask } = sqliteFile(here.folder)
    await here.plan('1.3.0', '1.2.0', '--allow-run')
    const refused = await here.execute(['--database', 'main=env:APP'], { APP: path })
    expect([refused.exit, refused.err, here.trace()]).toEqual([2, expect.stringContaining('--allow-run'), []])
    const { exit, err, out } = await here.execute(['--database', 'main=env:APP', '--allow-run'], { APP: path })
    expect([exit, exit === 0 ? '' : err + out]).toEqual([0, ''])
    expect(ask("SELECT name FROM sqlite_master WHERE type = 'table'")).toEqual(['notes'])
    expect(ask('SELECT id, body FROM notes')).toEqual([1, 'one', 2, 'two'])
  })

  it('are ended with what they have started once the time of their step is over, and nothing of them is done', async () => {
    const slow = tool.replace(
      'const code',
      "if (process.env.DATABASE_URL.endsWith('app.db') && direction === 'down') setInterval(() => {}, 1000)\nelse work()\nfunction work() {\nconst code",
    )
    const within = { 'policies/rollback.yaml': 'rollback: main\ncategories: { additive: { within: 2s } }\n' }
    const here = room({ 'policies/versions.yaml': policies, 'tool.mjs': `${slow}}\n`, ...within, ...code })
    const { path, ask } = sqliteFile(here.folder)
    await here.plan('1.3.0', '1.2.0', '--ready', '--allow-run')
    const { exit, out } = await here.execute(['--database', 'main=env:APP', '--allow-run'], { APP: path })
    expect([exit, out]).toEqual([1, expect.stringContaining('error[run/timed-out]')])
    expect(out).toContain('went past the 2 s of its step; nothing of it was carried out')
    expect([here.trace(), ask("SELECT name FROM sqlite_master WHERE type = 'table'")]).toEqual([[], ['notes', 'tags']])
  })

  it('are rehearsed by `--ready` too, where that was allowed', async () => {
    const broken = {
      ...code,
      'migrations/0003_tags.ts': 'export const up = `CREATE TABLE tags (id int)`\nexport const down = `DROP TABLE nosuch`\n',
    }
    const here = room({ 'policies/versions.yaml': policies, 'tool.mjs': tool, ...broken })
    const { exit, out } = await here.pawl(['plan', '1.3.0', '1.2.0', '--ready', '--allow-run'])
    expect([exit, out]).toEqual([
      1,
      expect.stringMatching(/no rollback path from 1\.3\.0: the way back of `0003_tags` fails: the command ended with 1/),
    ])
    const unrun = await here.pawl(['plan', '1.3.0', '1.2.0', '--ready'])
    expect([unrun.exit, unrun.err]).toEqual([2, expect.stringContaining('--allow-run')])
  })
})
