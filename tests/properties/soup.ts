import { judge } from '../../src/judge/judge.ts'
import { type Edit, emptyTree, overlay, remember } from '../../src/model/files.ts'
import { Refusal } from '../../src/model/refusal.ts'
import { loadBoth } from '../../src/policy/load.ts'
import { ratchet } from '../../src/policy/ratchet.ts'
import { keptShelf } from '../../src/rehearsal/shelf.ts'

const policy = `protocol: all
status: lossy
protect:
  - document: docs/a.md
    headings: [Reasons]
    fields: { Status: In force, Rank: '/^[A-C]$/' }
    fresh: { field: Tested, within: 90d }
    steps: { ids: S01..S02, columns: [action], reverse-of: order made }
    checklist: { under: Reasons, items: [Backup] }
    tables: [{ columns: [step], rows: 1 }]
    fences: [{ lang: sh, placeholders: [host] }]
  - { hook: pre-commit, runs: pawl check }
  - { workflow: .github/workflows/*.yml, runs: pawl check, pinned: sha }
  - { test: stands, in: "test/**" }
  - { code: "src/**", contains: close($A) }
  - { code: "lib/**", id: no, absent: eval($A) }
  - token: user
    pattern: ^tok_[a-z]{8}$
    in: [{ file: src/a.ts, contains: 'user = /$PATTERN/' }]
    absent-from: docs/**
`

const markdown =
  '---\nRank: B\n---\n# A\n\n**Status:** In force\n\n<!-- Tested: 2026-11-01 -->\n\n## Reasons\n\n- [ ] Backup\n\n> quote `code` [link](x "t") ![i](y) <b>html</b>\n\n| step | action | order | order made |\n| --- | :-: | --- | --- |\n| S01 | a | 2 | 1 |\n| S02 | b | 1 | 2 |\n\n```sh\nssh <host>\n```\n\n1. one\n   * two\n\n[^1]: note\n'
const workflow =
  'name: ci\non:\n  pull_request:\n    branches: [main]\n  push:\njobs:\n  a:\n    runs-on: ubuntu-latest\n    if: ${{ github.event_name == \'push\' && !cancelled() }}\n    strategy: { matrix: { v: [1, 2] } }\n    steps:\n      - uses: actions/checkout@v4\n      - run: |\n          set -e\n          pawl check --base "origin/$BASE"\n        shell: bash\n        env: { BASE: main }\n'
const shell =
  '#!/usr/bin/env bash\nset -euo pipefail\ntrap \'exit 1\' ERR\nf() { local a=$1; [[ $a =~ ^x ]] && return 0; }\nfor x in $(ls); do f "$x" || true; done\ncase $1 in a|b) pawl check --staged ;; *) exit 0 ;; esac\ncat <<EOF | tee >(cat)\ntext $HOME ${1:-x} $((1 + 2))\nEOF\nif ! pawl check --staged; then exit 1; fi &\nwait\n'
const script =
  "import { it } from 'vitest'\nexport const user = /^tok_[a-z]{8}$/i\nit.skip('stands', async () => {\n  if (false) { close(all) }\n  expect(`a${b}c`).toBe(1)\n  return\n})\nfunction f() { close(x); throw new Error('x') }\n"
const rust = '#[cfg(test)]\nmod t {\n  #[test]\n  #[ignore]\n  fn stands() { assert!(close(a)); }\n}\nconst X: &str = r#"tok"#;\n'
const python = 'import pytest\n@pytest.mark.skip\ndef test_stands():\n    if False:\n        close(a)\n    assert f"{x}" == """y"""\n'
const go = 'package a\n\nfunc TestStands(t *testing.T) {\n\tt.Skip()\n\tclose(`a`)\n\tif false { panic("x") }\n}\n'

/** A file of a kind: where it stands, what it may look like, and pieces to strew into it. */
export interface Target {
  path: string
  samples: readonly string[]
  pieces: readonly string[]
  /** Where the file stands in a repository of its own. */
  base?: Readonly<Record<string, Edit>>
}

const databases = (engine: string) => ({
  'policies/all.yaml': `databases:\n  main: { engine: ${engine}, migrations: migrations, format: plain }\nprotocol: all\nprotect:\n  - { table: tokens }\n  - { column: tokens.agent }\n  - { invariant: one, sql: SELECT id FROM tokens WHERE agent IS NULL }\n`,
  'migrations/001_all.sql': 'CREATE TABLE tokens (id integer PRIMARY KEY, agent text);\n',
})
const sql =
  "ALTER TABLE tokens ADD COLUMN note text DEFAULT 'a;b';\n-- more\nCREATE VIEW live AS SELECT id, agent FROM tokens WHERE id > 1;\nUPDATE tokens SET note = 'it''s' WHERE id IN (SELECT max(id) FROM tokens);\n/* and */ CREATE INDEX by_agent ON tokens (agent);\n"
const plpgsql =
  "DO $x$ BEGIN EXECUTE 'CREATE TABLE y (a int)'; END $x$;\nCREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;\nCREATE TRIGGER t BEFORE INSERT ON tokens FOR EACH ROW EXECUTE FUNCTION f();\nGRANT SELECT ON tokens TO PUBLIC;\n"
const sqlPieces = [
  ';',
  "'",
  '"',
  '$$',
  '$x$',
  '--',
  '/*',
  '*/',
  '(',
  ')',
  'BEGIN;',
  'COMMIT;',
  'ROLLBACK;',
  'SELECT ',
  'DROP TABLE tokens;',
  'CASE ',
  'END',
  '\\',
  "E'",
  '`',
  '[',
  '::',
  '\0',
]

/** One target for each reader. */
export const targets: Readonly<Record<string, Target>> = {
  policy: {
    path: 'policies/all.yaml',
    samples: [policy],
    pieces: [
      'protect:',
      '  - ',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '!!x ',
      '<<: ',
      '---\n',
      '? ',
      '|',
      '>',
      '"',
      "'",
      ': ',
      '#',
      '\t',
      '/(/',
      '{9999}',
    ],
  },
  markdown: {
    path: 'docs/a.md',
    samples: [markdown],
    pieces: [
      '>',
      '- ',
      '1. ',
      '|',
      '```',
      '<!--',
      '-->',
      '](',
      '[',
      '**',
      '_',
      '# ',
      '---\n',
      '\u200b',
      '&#0;',
      '\\',
      '<div>',
      '[^1]',
      '~~~',
    ],
  },
  workflow: {
    path: '.github/workflows/a.yml',
    samples: [workflow],
    pieces: [
      'on: ',
      'jobs:',
      '${{',
      '}}',
      'if: ',
      '&a',
      '*a',
      ' || ',
      'fromJSON(',
      'true',
      '[]',
      '{}',
      'needs: a',
      'uses: ./',
      'shell: ',
      '\n  ',
    ],
  },
  hook: {
    path: '.husky/pre-commit',
    samples: [shell, 'pawl check --staged\n', 'exec pawl hook pre-commit "$@"\n'],
    pieces: [
      '$(',
      '`',
      '${',
      '}',
      '((',
      '))',
      '<<E\n',
      'eval ',
      'exit 0',
      '||',
      '&&',
      '|',
      '&',
      ';',
      'trap ',
      'if ',
      'fi',
      'done',
      "'",
      '"',
      '\\\n',
      '!',
      '{ ',
    ],
  },
  'package.json': {
    path: 'package.json',
    samples: [
      '{ "scripts": { "prepare": "husky" }, "devDependencies": { "husky": "9.1.7", "lint-staged": "1" }, "lint-staged": { "*": "x" } }\n',
    ],
    pieces: ['"', '{', '}', ':', ',', '[', 'null', '1e999', '\\u0000', '"prepare"', '"__proto__"'],
  },
  lefthook: {
    path: 'lefthook.yml',
    samples: ['pre-commit:\n  parallel: true\n  commands:\n    a:\n      run: pawl check --staged\n      glob: "*"\n'],
    pieces: ['skip: ', 'extends: ', '- ', ': ', '*', '&', 'run: ', 'scripts:', '{', '}'],
  },
  makefile: {
    path: 'Makefile',
    samples: ['A := b\nsetup: $(A)\n\t@git config core.hooksPath .husky\n.PHONY: setup\n'],
    pieces: ['$(', ')', '\t', ':=', '$(shell ', 'define x\n', 'endef', ':', '\\\n', '%'],
  },
  typescript: {
    path: 'src/a.ts',
    samples: [script],
    pieces: ['`', '${', '}', '/', '//', '/*', '*/', '(', ')', '=>', '@x', '<T>', "'", '"', '\\u{110000}', 'if (', 'false'],
  },
  'test of typescript': {
    path: 'test/a.test.ts',
    samples: [script],
    pieces: ['it(', '.skip', '.only', '.each`', 'describe(', '{', '}', ')', '`', "'"],
  },
  rust: { path: 'src/a.rs', samples: [rust], pieces: ['#[', ']', 'cfg(', 'any()', 'r#"', '"#', "'", '{', '}', '/*', 'mod x;', '!('] },
  python: { path: 'test/test_a.py', samples: [python], pieces: ['"""', "'", ':\n', '    ', '\t', '@', 'if ', 'def ', '\\\n', 'f"{', '}'] },
  sqlite: {
    path: 'migrations/002_more.sql',
    samples: [sql, 'CREATE TRIGGER t AFTER INSERT ON tokens BEGIN UPDATE tokens SET agent = CASE WHEN 1 THEN 2 END; SELECT 1; END;\n'],
    pieces: [...sqlPieces, 'PRAGMA foreign_keys = OFF;', 'ATTACH ', 'WITH RECURSIVE '],
    base: databases('sqlite'),
  },
  postgres: {
    path: 'migrations/002_more.sql',
    samples: [sql, plpgsql],
    pieces: [...sqlPieces, 'COPY tokens FROM stdin;\n', '\\.\n', '\\set a b\n', 'SET ROLE x;', 'DO $$ BEGIN '],
    base: databases('postgres'),
  },
  go: { path: 'test/a_test.go', samples: [go], pieces: ['`', '"', '{', '}', '//go:build ', '/*', '*/', 'func ', '\n'] },
}

const base: Readonly<Record<string, Edit>> = {
  'policies/all.yaml': policy,
  'package.json': targets['package.json']!.samples[0],
  '.husky/pre-commit': 'pawl check --staged\n',
  ...Object.fromEntries(
    Object.values(targets)
      .filter((target) => !target.base && !['policies/all.yaml', 'package.json', '.husky/pre-commit'].includes(target.path))
      .map(({ path, samples }) => [path, samples[0]]),
  ),
}

/** What judges soup of one target: each file as `pawl check` would judge a change of it. What is no Refusal is an error of ours, and thrown. */
export function judgeOf(target: Target): { judged(content: Uint8Array | string): Promise<string>; close(): Promise<void> } {
  const made = new Map()
  const shelf = keptShelf()
  const before = remember(overlay(emptyTree, new Map(Object.entries(target.base ?? base))), made)
  return {
    judged: async (content) => {
      const files = { before, after: remember(overlay(before, new Map([[target.path, content]])), new Map(made)) }
      try {
        const policies = await loadBoth(files)
        const circumstances = { today: '2026-11-21', defaultBranch: 'main' }
        const outcome = await judge({ files, policies, circumstances, env: {}, shelf }, 'taken away')
        await ratchet(policies.before, policies.after, files)
        return outcome.refusals.length ? `refused: ${outcome.refusals[0]!.message}` : 'decided'
      } catch (error) {
        if (error instanceof Refusal) return `refused: ${error.message}`
        throw error
      }
    },
    close: shelf.close,
  }
}

/** A random number source that a seed decides: mulberry32. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** Soup for a target: bytes of chance, or a sample cut, doubled, strewn with pieces and nested deep. */
export function soup({ samples, pieces }: Target, seed: number): Uint8Array {
  const next = numbers(seed)
  const pick = <T>(list: readonly T[]): T => list[next(list.length)]!
  if (next(12) === 0) return Uint8Array.from({ length: next(200) }, () => next(256))
  let text = pick(samples)
  for (let edits = 1 + next(6); edits > 0; edits--) {
    const at = next(text.length + 1)
    const to = Math.min(text.length, at + next(40))
    const piece = pick(pieces)
    const how = next(9)
    if (how === 0) text = text.slice(0, at) + text.slice(to)
    else if (how === 1) text = text.slice(0, to) + text.slice(at)
    else if (how === 2) text = text.slice(0, at) + piece.repeat(1 + next(2000)) + text.slice(at)
    else if (how === 3)
      text =
        text.slice(0, at) +
        String.fromCodePoint(pick([0, 8, 13, 0x1b, 0x7f, 0x202e, 0x200b, 0xfeff, 0xfffd, 0x1f600, 0xd800])) +
        text.slice(to)
    else if (how === 4) text = text.slice(at, to) + text
    else text = text.slice(0, at) + piece + text.slice(how < 7 ? at : to)
  }
  const bytes = new TextEncoder().encode(text)
  if (next(10) === 0 && bytes.length) bytes[next(bytes.length)] = next(256)
  return bytes
}
