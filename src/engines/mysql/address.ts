import { type Address, readAddress } from '../server/address.ts'

/** Where a MySQL or MariaDB server is; an address that is none is a Refusal. */
export function mysqlAddress(url: string): Address {
  return readAddress(url, {
    example: 'mysql://user@host:3306',
    schemes: ['mysql', 'mariadb'],
    port: 3306,
    database: '',
    user: 'root',
  })
}
