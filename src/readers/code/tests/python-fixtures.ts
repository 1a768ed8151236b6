import { unconditional } from '../body.ts'
import type { Syntax } from '../source.ts'

/**
 * A fixture of the file that skips whatever asks for it, where a test asks for it: by a parameter, by `usefixtures`, or because it is
 * given to every test of its module or class. `owners`: the test and the classes around it; `scopes`: where its fixtures stand.
 */
export function fixtureThat(
  skips: (statement: Syntax) => boolean,
  owners: readonly Syntax[],
  scopes: readonly Syntax[],
): Syntax | undefined {
  const parameters = owners[0]?.field('parameters')?.namedChildren() ?? []
  const asked = new Set(parameters.map((each) => (each.kind() === 'identifier' ? each : each.namedChildren()[0])?.text()))
  for (const decorator of owners.flatMap(decoratorsOf).filter((each) => /\busefixtures\s*\(/.test(each.text())))
    for (const [, name] of decorator.text().matchAll(/['"](\w+)['"]/g)) asked.add(name)
  for (const scope of scopes) {
    for (const statement of scope.namedChildren()) {
      const definition = statement.kind() === 'decorated_definition' ? statement.field('definition') : undefined
      const fixture = definition && decoratorsOf(definition).find((each) => /(?:^|\.)fixture\b/.test(each.text()))
      const body = fixture && definition.field('body')
      if (!body || !unconditional(body).some(skips)) continue
      const name = /\bname\s*=\s*['"](\w+)['"]/.exec(fixture.text())?.[1] ?? definition.field('name')?.text()
      if (asked.has(name) || /\bautouse\s*=\s*True\b/.test(fixture.text())) return fixture
    }
  }
  return undefined
}

/** The decorators of a function or class, without their `@`. */
export function decoratorsOf(node: Syntax): Syntax[] {
  const parent = node.parent()
  if (parent?.kind() !== 'decorated_definition') return []
  return parent
    .namedChildren()
    .filter((each) => each.kind() === 'decorator')
    .flatMap((each) => each.namedChildren().slice(0, 1))
}
