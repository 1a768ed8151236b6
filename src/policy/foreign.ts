import type { Node } from '../model/node.ts'

/** A file with `apiVersion` and `kind` belongs to another tool (Kyverno, Gatekeeper). */
export function isForeign(node: Node | undefined): boolean {
  if (node?.kind !== 'mapping') return false
  const keys = new Set(node.entries.map(({ key }) => key.text))
  return keys.has('apiVersion') && keys.has('kind')
}

/** The same of a file that policies' own YAML refuses: other tools write many documents, tags and merge keys. */
export function looksForeign(text: string): boolean {
  const documents = text.split(/^---(?:[ \t].*)?$/m).filter((document) => document.replace(/^[ \t]*(#.*)?$/gm, '').trim() !== '')
  const has = (document: string, key: string) => new RegExp(`^["']?${key}["']?[ \\t]*:`, 'm').test(document)
  return documents.length > 0 && documents.every((document) => has(document, 'apiVersion') && has(document, 'kind'))
}
