import type { Args, Code } from '../../model/finding.ts'

const times = (args: Args, one: string, many: string) => (args.count === 1 ? `1 ${one}` : `${args.count} ${many}`)
const leave = (what: string) => () => `leave ${what}, and add what you need in a new migration`

/** What can happen to protected rows and values. */
const dataCodes = {
  'schema/rows-deleted': {
    says: (args) =>
      args.count
        ? `${times(args, 'row', 'rows')} of \`${args.table}\` ${args.count === 1 ? 'is' : 'are'} deleted by ${args.by}`
        : `rows of \`${args.table}\` are deleted by a ${args.by} statement`,
    help: () => 'leave the rows, and mark what is no longer in use in a column of its own',
  },
  'schema/rows-unseen': {
    says: (args) => `\`${args.table}\` is dropped and made again, and there was no row to show that its rows are kept`,
    help: (args) => `name rows for \`${args.table}\` under \`rows:\` of the database`,
    unknown: true,
  },
  'schema/values-cleared': {
    says: (args) =>
      args.count
        ? `${times(args, 'value', 'values')} of \`${args.column}\` ${args.count === 1 ? 'is' : 'are'} cleared`
        : `\`${args.column}\` is set to NULL by this statement`,
    help: () => 'leave the values, and write what is new into a column of its own',
  },
  'schema/values-changed': {
    says: (args) =>
      args.count
        ? `${times(args, 'value', 'values')} of \`${args.column}\` ${args.count === 1 ? 'is' : 'are'} changed`
        : `\`${args.column}\` is assigned by this statement`,
    help: () => 'leave the values, and write what is new into a column of its own',
  },
  'schema/values-filled': {
    says: (args) =>
      args.count
        ? `${times(args, 'NULL', 'NULLs')} of \`${args.column}\` ${args.count === 1 ? 'gets' : 'get'} a value, and its data is frozen`
        : `\`${args.column}\` is given a first value by this statement, and its data is frozen`,
    help: () => 'leave the NULLs, and write what is new into a column of its own',
  },
} as const satisfies Record<string, Code>

/** What can happen to the shape of a protected column. */
const columnCodes = {
  'schema/column-dropped': {
    says: (args) =>
      args.renamed
        ? `column \`${args.column}\` is gone: it is renamed to \`${args.renamed}\``
        : `column \`${args.column}\` is dropped, and its data goes with it`,
    help: leave('the column'),
  },
  'schema/column-recreated': {
    says: (args) => `column \`${args.column}\` is dropped and made again, and its data goes with the old one`,
    help: () => 'alter the column in place, without a DROP COLUMN',
  },
  'schema/column-type-changed': {
    says: (args) => `type of column \`${args.column}\` is \`${args.to}\` and was \`${args.from}\``,
    help: (args) => `leave the type \`${args.from}\`, and add a column of the new type`,
  },
  'schema/column-nullable': {
    says: (args) => `column \`${args.column}\` may be NULL now`,
    help: () => 'leave NOT NULL on the column',
  },
  'schema/column-default-changed': {
    says: (args) => `default of column \`${args.column}\` is ${args.to} and was ${args.from}`,
    help: () => 'leave the default as it was',
  },
  'schema/column-changed': {
    says: (args) => `${args.aspect} of column \`${args.column}\` is ${args.to} and was ${args.from}`,
    help: (args) => `leave the ${args.aspect} of the column as it was`,
  },
  'schema/key-dropped': {
    says: (args) => `${args.key} on \`${args.subject}\` is gone`,
    help: () => 'leave the key in place',
  },
  'schema/reference-changed': {
    says: (args) =>
      args.to ? `\`${args.from}\` of \`${args.subject}\` is \`${args.to}\` now` : `\`${args.from}\` is gone from \`${args.subject}\``,
    help: (args) => `leave the foreign key: \`${args.from}\``,
  },
} as const satisfies Record<string, Code>

/** What the table itself can suffer. */
export const tableCodes = {
  'schema/table-dropped': {
    says: (args) =>
      args.renamed
        ? `table \`${args.table}\` is gone: it is renamed to \`${args.renamed}\``
        : `table \`${args.table}\` is dropped, and its rows go with it`,
    help: leave('the table'),
  },
  'schema/table-missing': {
    says: (args) => `there is no table \`${args.table}\` in database \`${args.database}\`${args.near}`,
    help: (args) => `add a migration that makes \`${args.table}\`, or mend the name in the policy`,
  },
  'schema/table-changed': {
    says: (args) => `${args.aspect} of table \`${args.table}\` is ${args.to} and was ${args.from}`,
    help: (args) => `leave the ${args.aspect} of the table as it was`,
  },
  'schema/partition-detached': {
    says: (args) => `\`${args.partition}\` is no longer a part of \`${args.table}\`, and its rows are lost to it`,
    help: () => 'leave the partition attached',
  },
  'schema/writes-swallowed': {
    says: (args) => `${args.by} swallows what is written to \`${args.table}\``,
    help: (args) => `take ${args.by} out of the migration`,
  },
} as const satisfies Record<string, Code>

/** All codes of the guard of columns. */
export const codesOfColumn = {
  ...columnCodes,
  ...dataCodes,
  'schema/column-missing': {
    says: (args) => `there is no column \`${args.column}\` in database \`${args.database}\`${args.near}`,
    help: (args) => `add a migration that makes \`${args.column}\`, or mend the name in the policy`,
  },
  'schema/column-unlike-policy': {
    says: (args) => `column \`${args.column}\` is not as the policy asks: \`${args.asks}\``,
    help: (args) => `add a migration after which \`${args.asks}\` holds, or mend the policy`,
  },
} as const satisfies Record<string, Code>

/** All codes of the guard of tables. */
export const codesOfTable = { ...tableCodes, ...columnCodes, ...dataCodes } as const satisfies Record<string, Code>
