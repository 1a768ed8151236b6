import type { Protection } from '../../model/policy.ts'
import { subjectOf } from './subject.ts'

const more = ['privileges/more-allowed'] as const

/** Ways to let somebody do more with a protected object. */
export function* privilegesWeakenings(protection: Pick<Protection, 'subject'>) {
  const { kind, name } = subjectOf(protection as Protection)
  const sql = (
    what: string,
    text: string,
    caughtBy: readonly ('privileges/more-allowed' | 'privileges/role-power' | 'privileges/definer-open')[] = more,
  ) => ({
    what,
    caughtBy,
    change: { sql: `${text};\n` },
  })
  if (kind === 'all') {
    yield sql('make a superuser', 'CREATE ROLE pawl_drill SUPERUSER', ['privileges/role-power'])
    yield sql('make a role that row security does not hold', 'CREATE ROLE pawl_drill BYPASSRLS', ['privileges/role-power'])
    yield sql('make a role that makes roles', 'CREATE ROLE pawl_drill CREATEROLE', ['privileges/role-power'])
    yield sql('let everyone read all tables', 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC')
    yield sql('let a role read all data', 'CREATE ROLE pawl_drill;\nGRANT pg_read_all_data TO pawl_drill')
    yield sql(
      "let everyone run a function with its owner's rights",
      "CREATE FUNCTION pawl_drill() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
      ['privileges/definer-open'],
    )
    return
  }
  const on = kind === 'table' ? name : `${kind.toUpperCase()} ${name}`
  const right = kind === 'function' ? 'EXECUTE' : kind === 'schema' ? 'USAGE' : 'SELECT'
  yield sql(`give ${right} on \`${name}\` to everyone`, `GRANT ${right} ON ${on} TO PUBLIC`)
  yield sql(`give ${right} on \`${name}\` to a new role`, `CREATE ROLE pawl_drill;\nGRANT ${right} ON ${on} TO pawl_drill`)
  yield sql(
    `give all on \`${name}\` to a role by way of another`,
    `CREATE ROLE pawl_group;\nCREATE ROLE pawl_drill IN ROLE pawl_group;\nGRANT ALL ON ${on} TO pawl_group`,
  )
  yield sql(`give \`${name}\` to another owner`, `CREATE ROLE pawl_drill;\nALTER ${kind.toUpperCase()} ${name} OWNER TO pawl_drill`)
  yield sql(
    `give ${right} on \`${name}\` with the right to pass it on`,
    `CREATE ROLE pawl_drill;\nGRANT ${right} ON ${on} TO pawl_drill WITH GRANT OPTION`,
  )
}
