import type { Node } from '../model/node.ts'
import type { Reader } from '../model/tree.ts'
import { treeOf } from './yaml/build.ts'
import { textOf } from './yaml/bytes.ts'
import { documentOf } from './yaml/parse.ts'

/**
 * YAML as policies write it: the failsafe schema, one document, no tags, no merge keys, each key once.
 * `undefined` is a file that holds nothing but comments. What it can't read is a Refusal with line and column.
 */
export const yaml: Reader<Node | undefined> = {
  name: 'yaml',
  read: async (bytes, path) => {
    const text = textOf(bytes, path)
    return treeOf(await documentOf(text, path, 'strict'), text, path, 'strict')
  },
}

/**
 * YAML as other tools write it (workflows, lefthook, the pre-commit framework): the same tree, tags let through.
 * Aliases are followed, `<<` stays a plain key, and what a plain text means is left to who asks.
 */
export const looseYaml: Reader<Node | undefined> = {
  name: 'loose yaml',
  read: async (bytes, path) => {
    const text = textOf(bytes, path)
    return treeOf(await documentOf(text, path, 'loose'), text, path, 'loose')
  },
}
