/**
 * Extensions of which only the shell is of use where no other server can be reached: servers, mappings and foreign tables
 * can be declared, and reading one is refused.
 */
export const standIns: Readonly<Record<string, { control: string; version: string; sql: string }>> = {
  postgres_fdw: {
    control: "comment = 'foreign-data wrapper for remote PostgreSQL servers'\ndefault_version = '1.2'\nrelocatable = true\n",
    version: '1.2',
    sql: 'CREATE FOREIGN DATA WRAPPER postgres_fdw;\n',
  },
}
