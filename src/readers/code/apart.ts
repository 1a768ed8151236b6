import { attributesOf, neverCompiled } from './attributes.ts'
import { cfgTruth } from './constant.ts'
import type { Source, Syntax } from './source.ts'

/** Why code runs in tests alone, or in no build of what is shipped: a `cfg` that asks for tests, a file that Go leaves out. */
export function apartBecause(node: Syntax, source: Source): string | undefined {
  if (source.language === 'go') return goFile(source.path)
  if (source.language !== 'rust') return undefined
  const chain = [node, ...node.ancestors()]
  for (const [index, at] of chain.entries()) {
    const parent = chain[index + 1]
    const attribute =
      neverCompiled(at, parent, false) ??
      (at.kind() === 'function_item' ? attributesOf(at, parent).find(({ name }) => /(?:^|::)(?:rs)?test$/.test(name)) : undefined)
    if (attribute) return `\`${attribute.node.text()}\` is for tests`
    const condition =
      parent?.kind() === 'if_expression' && parent.field('consequence')?.id() === at.id() ? parent.field('condition') : undefined
    const asked = /^cfg!\s*[([{]([\s\S]*)[)\]}]$/.exec(condition?.text() ?? '')
    if (asked && cfgTruth(asked[1]!, false) === false) return `\`${condition!.text()}\` is for tests`
  }
  return undefined
}

function goFile(path: string): string | undefined {
  const part = path.split('/').find((each) => /^[_.]|^testdata$/.test(each))
  if (part) return `go passes over \`${part}\``
  return path.endsWith('_test.go') ? 'its file is for tests' : undefined
}
