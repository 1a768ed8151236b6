import { sql, type Target, type Weakening } from './weakening.ts'

/** No role can do more than before. */
export function* privileges({ protection }: Target): Iterable<Weakening> {
  const more = 'privileges/more-allowed'
  const power = 'privileges/role-power'
  if (protection.subject === '*') {
    yield sql('make a superuser', 'CREATE ROLE pawl_drill SUPERUSER', power)
    yield sql('make a role that row security does not hold', 'CREATE ROLE pawl_drill BYPASSRLS', power)
    yield sql('make a role that makes roles', 'CREATE ROLE pawl_drill CREATEROLE', power)
    yield sql('let everyone read all tables', 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC', more)
    yield sql('let a role read all data', 'CREATE ROLE pawl_drill;\nGRANT pg_read_all_data TO pawl_drill', more)
    yield sql(
      "let everyone run a function with its owner's rights",
      "CREATE FUNCTION pawl_drill() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
      'privileges/definer-open',
    )
    return
  }
  const [, kind = 'table', name = protection.subject] = /^\s*(schema|function|table)\s*:\s*(.+)$/.exec(protection.subject) ?? []
  const on = kind === 'table' ? name : `${kind.toUpperCase()} ${name}`
  const right = kind === 'function' ? 'EXECUTE' : kind === 'schema' ? 'USAGE' : 'SELECT'
  yield sql(`give ${right} on \`${name}\` to everyone`, `GRANT ${right} ON ${on} TO PUBLIC`, more)
  yield sql(`give ${right} on \`${name}\` to a new role`, `CREATE ROLE pawl_drill;\nGRANT ${right} ON ${on} TO pawl_drill`, more)
  yield sql(
    `give all on \`${name}\` to a role by way of another`,
    `CREATE ROLE pawl_group;\nCREATE ROLE pawl_drill IN ROLE pawl_group;\nGRANT ALL ON ${on} TO pawl_group`,
    more,
  )
  yield sql(`give \`${name}\` to another owner`, `CREATE ROLE pawl_drill;\nALTER ${kind.toUpperCase()} ${name} OWNER TO pawl_drill`, more)
  yield sql(
    `give ${right} on \`${name}\` with the right to pass it on`,
    `CREATE ROLE pawl_drill;\nGRANT ${right} ON ${on} TO pawl_drill WITH GRANT OPTION`,
    more,
  )
}

/** Row security stays on; its policies stay, none more permissive, and no permissive one is added. */
export function* rowSecurity({ protection: { subject, options } }: Target<{ policies?: readonly string[] }>): Iterable<Weakening> {
  yield sql(`turn row security of \`${subject}\` off`, `ALTER TABLE ${subject} DISABLE ROW LEVEL SECURITY`, 'row-security/off')
  yield sql(
    `let everything through on \`${subject}\``,
    `CREATE POLICY pawl_drill ON ${subject} USING (true) WITH CHECK (true)`,
    'row-security/permissive-added',
  )
  yield sql(
    `let one role through on \`${subject}\``,
    `CREATE ROLE pawl_drill;\nCREATE POLICY pawl_drill ON ${subject} FOR SELECT TO pawl_drill USING (true)`,
    'row-security/permissive-added',
  )
  yield sql('make a role that row security does not hold', 'CREATE ROLE pawl_drill BYPASSRLS', 'row-security/bypassed')
  yield sql(`drop table \`${subject}\``, `DROP TABLE ${subject} CASCADE`, 'row-security/table-dropped')
  for (const policy of options.policies ?? []) {
    yield sql(`drop policy \`${policy}\``, `DROP POLICY ${policy} ON ${subject}`, 'row-security/policy-dropped')
    yield sql(
      `let everything through by \`${policy}\``,
      `ALTER POLICY ${policy} ON ${subject} USING (true)`,
      'row-security/policy-loosened',
    )
  }
}
