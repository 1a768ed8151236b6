import type { CatalogObject } from '../../catalog/catalog.ts'
import type { At } from '../../model/script.ts'

/** A server's own numbers from one reading of its counter on belong to one statement of the history. */
interface Stretch {
  from: number
  /** The place of the statement among all that led here. */
  ordinal: number
}

/** More objects than one statement makes. */
const room = 2 ** 20

/**
 * Numbers of objects that are the same wherever the same statements are run in the same order: on another database of
 * the server, or once more behind a going back. The server's own only ever grow.
 */
export class Numbers {
  private readonly stretches: Stretch[] = []
  private readonly statements = new Map<number, At>()
  private readonly columns = new Map<string, At>()
  private readonly told = new WeakMap<CatalogObject, CatalogObject>()
  /** How many statements lie behind. */
  ordinal = 0

  /** A statement begins, or something of pawl's own, and the counter of the server stands at `from`. */
  begin(from: number, at?: At): void {
    this.ordinal++
    this.stretches.push({ from, ordinal: this.ordinal })
    if (at) this.statements.set(this.ordinal, at)
  }

  /** A column that came later than its table, by `oid.attnum`. */
  column(identity: string, at: At): void {
    this.columns.set(this.of(identity), at)
  }

  object(object: CatalogObject): CatalogObject {
    const known = this.told.get(object)
    if (known || object.identity === undefined) return known ?? object
    const told = { ...object, identity: this.of(object.identity) }
    this.told.set(object, told)
    return told
  }

  /** Which statement made an object that `object` has told. */
  born({ identity }: CatalogObject): At | undefined {
    if (identity === undefined) return undefined
    return this.columns.get(identity) ?? this.statements.get(Math.floor(Number(identity.split('.')[0]) / room))
  }

  private of(identity: string): string {
    const [number, ...rest] = identity.split('.')
    const own = Number(number)
    let low = 0
    let high = this.stretches.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.stretches[middle]!.from > own) high = middle
      else low = middle + 1
    }
    const stretch = this.stretches[low - 1]
    return stretch ? [stretch.ordinal * room + own - stretch.from, ...rest].join('.') : identity
  }
}
