import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database, Ground } from '../../../src/engines/engine.ts'
import { postgres } from '../../../src/engines/postgres/engine.ts'

const ground: Ground = { engine: 'postgres', extensions: ['file_fdw'], roles: [], settings: {} }
const limits = { statementMs: 3000, memoryBytes: 1536 * 2 ** 20 }
const folder = mkdtempSync(join(tmpdir(), 'pawl-cage-'))
const secret = join(folder, 'secret')
const canary = join(folder, 'canary')

const run = (database: Database, text: string) =>
  database.run({ migration: 'm', path: 'm.sql', text, direction: 'up', wrap: 'transaction' })

let database: Database
beforeAll(() => writeFileSync(secret, 'what no migration may read\n'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('what would leave the database is refused, and nothing of it is carried out', () => {
  beforeAll(async () => {
    database = await postgres.open(ground, limits)
  })
  afterAll(() => database.close())

  test.each([
    [`COPY (SELECT 1) TO PROGRAM 'touch ${canary}'`, 'COPY … TO PROGRAM'],
    ["COPY t FROM PROGRAM 'id'", 'COPY … FROM PROGRAM'],
    [`COPY (SELECT 1) TO '${canary}'`, `COPY … TO '${canary}'`],
    [`COPY t FROM '${secret}'`, `COPY … FROM '${secret}'`],
    [`SELECT pg_read_file('${secret}')`, 'pg_read_file'],
    [`SELECT lo_import('${secret}')`, 'lo_import'],
    [`SELECT lo_export(lo_create(0), '${canary}')`, 'lo_export'],
    ["SELECT pg_ls_dir('/')", 'pg_ls_dir'],
    ["ALTER SYSTEM SET work_mem = '1GB'", 'ALTER SYSTEM'],
    ["LOAD 'plpgsql'", "LOAD 'plpgsql'"],
    ['CREATE DATABASE x', 'CREATE DATABASE'],
    ['DROP DATABASE x', 'DROP DATABASE'],
    [`CREATE TABLESPACE x LOCATION '${folder}'`, 'CREATE TABLESPACE'],
    ["CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p", 'CREATE SUBSCRIPTION'],
  ])('%s', async (text, named) => {
    await expect(run(database, `SELECT 1;\n${text}`)).rejects.toMatchObject({
      message: `\`${named}\` reaches outside the database and is not carried out`,
      at: { path: 'm.sql', line: 2 },
    })
    expect(existsSync(canary)).toBe(false)
  })
})

describe('the same behind a body, a table or a loop', () => {
  test.each([
    [`DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO ''${canary}'''; END $$`, /reaches outside the database/],
    [`DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch ${canary}'''; END $$`, /stopped working, statement 1/],
    [`DO $$ BEGIN PERFORM pg_read_file('${secret}'); END $$`, /reaches outside the database/],
    [
      `CREATE EXTENSION file_fdw; CREATE SERVER s FOREIGN DATA WRAPPER file_fdw;
CREATE FOREIGN TABLE f (a text) SERVER s OPTIONS (filename '${secret}'); SELECT * FROM f`,
      /reaches outside the database/,
    ],
    ['CREATE EXTENSION dblink', /has no extension `dblink`/],
    ['CREATE EXTENSION pgcrypto', /`pgcrypto` is not declared; add it/],
    ['DO $$ BEGIN LOOP END LOOP; END $$', /longer than 3 s, statement 1/],
    [
      'CREATE FUNCTION f(i int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN f(i + 1); END $$; SELECT f(1)',
      /stopped working, statement 2/,
    ],
    ['CREATE TABLE big AS SELECT repeat(i::text, 1000000) FROM generate_series(1, 5000) i', /longer than 3 s|grew over/],
  ])('%s', async (text, told) => {
    const own = await postgres.open(ground, limits)
    await expect(run(own, text)).rejects.toThrow(told)
    await own.close()
    expect(existsSync(canary)).toBe(false)
  })

  test('a library of the machine is not found, and that is an error of Postgres', async () => {
    const own = await postgres.open(ground, limits)
    const { error } = await run(own, "CREATE FUNCTION f() RETURNS text LANGUAGE c AS '/lib/x.so', 'y'")
    expect(error?.message).toMatch(/could not access file/)
    await own.close()
  })
})
