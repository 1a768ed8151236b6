/** Where something of a YAML text stands: keys of mappings and places of lists, from the top. */
export type YamlPath = readonly (string | number)[]

/** One edit of a YAML text: a value in another's place, or `undefined` to take it away. */
export interface YamlEdit {
  at: YamlPath
  value?: string
}

/** A YAML text with some values changed or gone; comments and all else stay. `undefined` where a place is not there. */
export async function rewriteYaml(text: string, edits: readonly YamlEdit[]): Promise<string | undefined> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { schema: 'failsafe' })
  for (const { at, value } of edits) {
    if (value !== undefined) document.setIn(at, value)
    else if (!document.deleteIn(at)) return undefined
  }
  return document.toString({ lineWidth: 0 })
}
