import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'

/** What the loopback server answers to one operation: a status and a body. */
type Answer = { status: number; body?: unknown }
type Handler = (asked: { params: Record<string, string>; query: URLSearchParams; body: any }) => Answer

/** A server on this machine that stands for GitHub's API and holds every request to GitHub's own description of it. */
export interface Github {
  url: string
  /** Requests in order: `POST /repos/acme/vault/issues/7/comments`. */
  asked: string[]
  /** The `authorization` of each. */
  tokens: (string | undefined)[]
  /** What was not as the description has it; empty is right. */
  violations: string[]
  stop(): Promise<void>
}

interface Operation {
  parameters?: Parameter[]
  requestBody?: { required?: boolean; content: Record<string, unknown> }
  responses: Record<string, { $ref?: string; content?: Record<string, unknown> }>
}
interface Parameter {
  $ref?: string
  name: string
  in: string
  required?: boolean
  schema: unknown
}

const require = createRequire(import.meta.url)
let description: any
let ajv: Ajv

function described(): any {
  if (!description) {
    const path = require.resolve('@octokit/openapi/generated/api.github.com.json')
    description = JSON.parse(readFileSync(path, 'utf8'), nullable)
    ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: true, validateFormats: true })
    formats.default(ajv)
    ajv.addSchema(description, 'github')
  }
  return description
}

/** OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own; beside a type Ajv reads it itself. */
function nullable(_: string, value: any): unknown {
  if (value?.nullable !== true || value.type) return value
  const { nullable: _gone, ...rest } = value
  return { anyOf: [rest, { type: 'null' }] }
}

/** GitHub's own example of an answer, to be filled in. */
export function example(name: string): any {
  return structuredClone(described().components.examples[name].value)
}

const pointer = (...keys: string[]) =>
  `github#/${keys.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
const validator = (...keys: string[]) => ajv.getSchema(pointer(...keys)) as ValidateFunction | undefined
const resolved = <T>(node: T & { $ref?: string }): T =>
  node.$ref === undefined
    ? node
    : node.$ref
        .slice(2)
        .split('/')
        .reduce((at: any, key) => at[key], described())

/** Starts the server; what has no handler answers as GitHub does to a token that may not. */
export async function startGithub(handlers: Readonly<Record<string, Handler>>): Promise<Github> {
  const { paths } = described()
  const github: Github = { url: '', asked: [], tokens: [], violations: [], stop: async () => {} }
  const wrong = (what: string) => void github.violations.push(`${github.asked.at(-1)}: ${what}`)
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    let text = ''
    for await (const part of request) text += part
    const url = new URL(request.url!, 'http://localhost')
    const method = request.method!.toLowerCase()
    github.asked.push(`${request.method} ${decodeURIComponent(url.pathname)}`)
    github.tokens.push(request.headers.authorization)
    if (!request.headers['user-agent']) wrong('GitHub asks for a user agent')
    const found = matching(Object.keys(paths), url.pathname, method)
    if (!found) {
      wrong('no such operation')
      return { status: 404 }
    }
    const [path, params] = found
    const operation: Operation = paths[path][method]
    check(operation, path, method, params, url.searchParams, wrong)
    const body = text === '' ? undefined : JSON.parse(text)
    if (operation.requestBody && body !== undefined) {
      const validate = validator('paths', path, method, 'requestBody', 'content', 'application/json', 'schema')
      if (!validate?.(structuredClone(body))) wrong(ajv.errorsText(validate?.errors))
    } else if (body !== undefined) wrong('a body where none is read')
    const handler = handlers[`${request.method} ${path}`]
    const answered = handler ? handler({ params, query: url.searchParams, body }) : { status: 403, body: example403 }
    honest(path, method, operation, answered, wrong)
    return answered
  }
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? '' : JSON.stringify(body)),
      (error) => {
        wrong(String(error))
        response.writeHead(500).end()
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  github.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  github.stop = () => new Promise((resolve) => void server.close(() => resolve()))
  return github
}

const example403 = { message: 'Resource not accessible by integration', documentation_url: 'https://docs.github.com/rest' }

function matching(all: readonly string[], pathname: string, method: string): [string, Record<string, string>] | undefined {
  const fits = all.flatMap((path): [string, Record<string, string>][] => {
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)
    // A path of contents goes on over slashes.
    const found = new RegExp(
      `^${path
        .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
        .replace(/\{path\}/g, '(.+)')
        .replace(/\{\w+\}/g, '([^/]+)')}$`,
    ).exec(pathname)
    return found && described().paths[path][method]
      ? [[path, Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(found[at + 1]!)]))]]
      : []
  })
  return fits.sort(([a], [b]) => a.split('{').length - b.split('{').length)[0]
}

function check(
  operation: Operation,
  path: string,
  method: string,
  params: Record<string, string>,
  query: URLSearchParams,
  wrong: (what: string) => void,
): void {
  const known = (operation.parameters ?? []).map((each, at) => ({
    ...resolved(each),
    from: each.$ref ? each.$ref.slice(2).split('/') : ['paths', path, method, 'parameters', String(at)],
  }))
  for (const name of new Set(query.keys()))
    if (!known.some((each) => each.in === 'query' && each.name === name)) wrong(`no parameter \`${name}\``)
  for (const each of known) {
    const value = each.in === 'path' ? params[each.name] : each.in === 'query' ? query.get(each.name) : undefined
    if (value === undefined || value === null) {
      if (each.required && each.in !== 'header') wrong(`\`${each.name}\` is missing`)
      continue
    }
    const validate = validator(...each.from, 'schema')
    if (!validate?.({ value }.value)) wrong(`\`${each.name}\` is \`${value}\`: ${ajv.errorsText(validate?.errors)}`)
  }
}

/** The server itself answers as GitHub would, so that what is read of it is there in truth. */
function honest(path: string, method: string, operation: Operation, { status, body }: Answer, wrong: (what: string) => void): void {
  const response = operation.responses[String(status)]
  const own = response && resolved(response)
  if (!own?.content || response?.$ref || body === undefined) return
  const validate = validator('paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema')
  if (validate && !validate(structuredClone(body))) wrong(`the answer of the test: ${ajv.errorsText(validate.errors).slice(0, 300)}`)
}
