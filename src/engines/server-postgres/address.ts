import { type Address, readAddress } from '../server/address.ts'

/** Where a Postgres server is; an address that is none is a Refusal. */
export function postgresAddress(url: string): Address {
  return readAddress(url, {
    example: 'postgres://user@host:5432/database',
    schemes: ['postgres', 'postgresql'],
    port: 5432,
    database: 'postgres',
    user: 'postgres',
  })
}
