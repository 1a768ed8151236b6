// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows write variables so
import { describe, expect, it } from 'vitest'
import { type Context, calm, evaluateIf, evaluateText } from '../../src/readers/workflow/context.ts'
import { type Data, known, truthOf } from '../../src/readers/workflow/expression.ts'

const context: Context = {
  event: 'pull_request',
  action: 'opened',
  defaultBranch: 'main',
  matrix: { os: 'linux', node: 24, on: { deep: 'yes' } },
  inputs: new Map([['verb', known('check')]]),
  env: new Map([['MODE', known('Strict')]]),
  needs: new Map([
    ['Build', true],
    ['maybe', false],
  ]),
  runner: 'Linux',
}

/** What an expression comes to as text or value; `?` where only runs tell, with what it counts as where that is known. */
function told(expression: string, given: Partial<Context> = {}): Data {
  const outcome = evaluateText(`\${{ ${expression} }}`, { ...context, ...given })
  return outcome.known ? outcome.value : `?${outcome.truth ?? ''}`
}

describe('an expression of a workflow comes to what GitHub makes of it', () => {
  it.each<[string, Data]>([
    ["''", ''],
    ["'it''s'", "it's"],
    ['1', 1],
    ['-1', -1],
    ['0x1F', 31],
    ['1.5e2', 150],
    ['null', null],
    ['true', true],
    ['!true', false],
    ["!''", true],
    ['!0', true],
    ["!'0'", false],
    ['!null', true],
    ['!secrets.A', '?'],
    ['!github.event', false],
    ['true && 1', 1],
    ['0 && 1', 0],
    ['false && secrets.A', false],
    ['secrets.A && false', '?false'],
    ['secrets.A && true', '?'],
    ['secrets.A || true', '?true'],
    ['secrets.A || false', '?'],
    ["'' || 'b'", 'b'],
    ["'a' || 'b'", 'a'],
    ['true || secrets.A', true],
    ['github.event && 2', 2],
    ['github.event || 2', '?true'],
    ['true || false && false', true],
    ['(true || false) && false', false],
    ['!false && false', false],
    ['1 == 1', true],
    ['1 == 2', false],
    ['1 != 2', true],
    ['1 != 1', false],
    ['1 < 2', true],
    ['2 < 2', false],
    ['2 <= 2', true],
    ['3 <= 2', false],
    ['2 > 1', true],
    ['2 > 2', false],
    ['2 >= 2', true],
    ['1 >= 2', false],
    ["'A' == 'a'", true],
    ["'b' > 'A'", true],
    ["'1' == 1", true],
    ["' ' == 0", true],
    ["'x' == 0", false],
    ["'x' != 0", true],
    ['null == 0', true],
    ['true == 1', true],
    ["fromJSON('[1]') == 1", '?'],
    ['secrets.A == 1', '?'],
    ['1 == secrets.A', '?'],
    ["contains('Hello World', 'WORLD')", true],
    ["contains('Hello', 'x')", false],
    ['contains(fromJSON(\'["Push", "b"]\'), \'push\')', true],
    ['contains(fromJSON(\'["a", "b"]\'), \'c\')', false],
    ["contains(fromJSON('[[1]]'), 'c')", false],
    ["contains(fromJSON('[1, 2]'), '2')", true],
    ["contains('12', 1)", true],
    ['contains(secrets.A, 1)', '?'],
    ["startsWith('Release/1', 'release/')", true],
    ["startsWith('a/release/', 'release/')", false],
    ["endsWith('a.MD', '.md')", true],
    ["endsWith('a.md.x', '.md')", false],
    ["format('{0}-{1}-{0}', 'a', 2)", 'a-2-a'],
    ["join(fromJSON('[1, 2]'))", '1,2'],
    ["join(fromJSON('[1, 2]'), ' ')", '1 2'],
    ["toJSON('a')", '"a"'],
    ["fromJSON('{')", '?'],
    ["fromJSON('7')", 7],
    ["hashFiles('a')", '?'],
    ['always()', true],
    ['ALWAYS()', true],
    ['failure()', false],
    ['cancelled()', false],
    ['success()', '?'],
    ['1 +', '?'],
    ['(1', '?'],
    ['1 2', '?'],
    ["'a", '?'],
  ])('%s is %j', (expression, value) => {
    expect(told(expression)).toEqual(value)
  })

  it.each<[string, Data]>([
    ['github.event_name', 'pull_request'],
    ['GITHUB.Event_Name', 'pull_request'],
    ["github['event_name']", 'pull_request'],
    ["github[format('event_{0}', 'name')]", 'pull_request'],
    ['github.event.action', 'opened'],
    ['github.base_ref', 'main'],
    ['github.event.repository.default_branch', 'main'],
    ['github.event.pull_request.base.ref', 'main'],
    ['github.ref', 'refs/pull/1/merge'],
    ['github.ref_name', '1/merge'],
    ['github.ref_type', 'branch'],
    ['github.event.pull_request.state', 'open'],
    ['github.event.pull_request.merged', false],
    ['github.event.pull_request', '?true'],
    ['github.event.pull_request.draft', '?'],
    ['github.event.issue', null],
    ['github.event.head_commit', null],
    ['github.event.inputs', null],
    ['github.event.pull_request.base.sha == github.event.pull_request.head.sha', false],
    ['github.sha == github.event.pull_request.base.sha', false],
    ['github.actor', '?'],
    ['matrix.os', 'linux'],
    ['matrix.node', 24],
    ['matrix.on.deep', 'yes'],
    ['matrix.none', null],
    ['matrix.os.deep', null],
    ['inputs.verb', 'check'],
    ['inputs.other', '?'],
    ['env.MODE', 'Strict'],
    ['env.mode', 'Strict'],
    ['env.OTHER', '?'],
    ['needs.build.result', 'success'],
    ['needs.maybe.result', '?'],
    ['needs.build.outputs', '?'],
    ['runner.os', 'Linux'],
    ['runner.arch', '?'],
    ['job.status', 'success'],
    ['vars.X', '?'],
  ])('%s is %j on a pull request', (expression, value) => {
    expect(told(expression)).toEqual(value)
  })

  it('knows another ref, commit and name where the base is checked out', () => {
    const given = { event: 'pull_request_target' } as const
    expect(told('github.ref', given)).toBe('refs/heads/main')
    expect(told('github.ref_name', given)).toBe('main')
    expect(told('github.sha == github.event.pull_request.base.sha', given)).toBe(true)
    expect(told('github.ref', { ...given, defaultBranch: undefined })).toBe('?')
    expect(told('github.base_ref', { defaultBranch: undefined })).toBe('?')
    expect(told('matrix.os', { matrix: {} })).toBe('?')
    expect(told('runner.os', { runner: undefined })).toBe('?')
    expect(told('success()', { needs: new Map([['build', true]]) })).toBe(true)
  })

  it('fills expressions into text, and knows that text around an unknown one is not empty', () => {
    const of = (text: string) => evaluateText(text, context)
    expect(of('plain')).toEqual(known('plain'))
    expect(of('a ${{ matrix.os }} b ${{ matrix.node }}')).toEqual(known('a linux b 24'))
    expect(of('${{ null }}x')).toEqual(known('x'))
    expect(of("${{ fromJSON('[1]') }}x")).toEqual(known('[1]x'))
    expect(of('a${{ secrets.A }}')).toEqual({ known: false, truth: true })
    expect(of('${{ secrets.A }}${{ secrets.B }}')).toEqual({ known: false })
  })

  it('reads an `if` with and without braces', () => {
    const of = (text: string) => truthOf(evaluateIf(text, context, calm(context)))
    expect(of("github.event_name == 'push'")).toBe(false)
    expect(of("${{ github.event_name == 'push' }}")).toBe(false)
    expect(of('false')).toBe(false)
    // Doubled braces stand for themselves.
    expect(of("format('{{0}} {0}', 'a') == '{0} a'")).toBe(true)
    expect(of(' ${{ false }} ')).toBe(false)
    // Text beside the braces makes a text of it, and a text counts as true.
    expect(of('${{ false }} ok')).toBe(true)
  })
})
