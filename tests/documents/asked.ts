import { document } from '../../src/guards/document/document.ts'
import type { Edit } from '../../src/model/files.ts'
import type { Mapping } from '../../src/model/node.ts'
import type { Values } from '../../src/model/option.ts'
import { readKeys } from '../../src/model/values.ts'
import { yaml } from '../../src/readers/yaml.ts'
import { protocolOf, told } from '../guards/told.ts'

/** The keys of a `document` protection as the policy writes them, read. */
export async function asked(policy: string): Promise<Values<typeof document.options>> {
  const node = await yaml.read(new TextEncoder().encode(policy), 'policies/p.yaml')
  return readKeys(node as Mapping, document.options, (_, message) => {
    throw new Error(message)
  })
}

type Tree = Readonly<Record<string, Edit>>

/** The codes that the guard tells of `docs/a.md`, with other files beside it. */
export async function codesOf(policy: string, before: Edit, after: Edit, beside: Tree = {}): Promise<string[]> {
  return (await sentencesOf(policy, before, after, beside)).map((each) => each.split(': ')[0]!)
}

/** The same with their sentences. */
export async function sentencesOf(policy: string, before: Edit, after: Edit, beside: Tree = {}): Promise<string[]> {
  const protocol = protocolOf('document', [['docs/a.md', await asked(policy)]])
  return told(document, protocol, before === undefined ? beside : { ...beside, 'docs/a.md': before }, { ...beside, 'docs/a.md': after })
}
