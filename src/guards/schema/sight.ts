import type { Beside } from '../../catalog/aspects.ts'
import type { CatalogObject } from '../../catalog/catalog.ts'
import { besides, type Pair, pairs } from '../../catalog/diff.ts'
import type { Passage } from '../../catalog/passage.ts'
import type { Place } from '../../model/place.ts'
import type { Protection } from '../../model/policy.ts'
import type { At } from '../../model/script.ts'
import type { Saying } from '../guard.ts'

/** Speaks of a finding by a code of the schema's page. */
export type Tell = (code: string, saying: Saying) => void

/** One protection over one passage, with what several parts of a judgement share. */
export interface Sight {
  protection: Protection
  passage: Passage
  tell: Tell
  limit(text: string): void
  beside(object: CatalogObject): Beside
  /** Which object of `after` an object of `before` has become. */
  pairs(): ReadonlyMap<string, Pair>
}

/** Opens a sight; what is dear is made once, when it is asked for. */
export function sightOf(protection: Protection, passage: Passage, tell: Tell, limit: (text: string) => void): Sight {
  let beside: ((object: CatalogObject) => Beside) | undefined
  return {
    protection,
    passage,
    tell,
    limit,
    beside: (object) => {
      beside ??= besides(passage.before, passage.after)
      return beside(object)
    },
    pairs: () => pairs(passage.before, passage.after, passage.sameDatabase),
  }
}

/** The place of a statement on the newer side. */
export function statementPlace(at: At, label: string): Place {
  return { side: 'after', path: at.path, span: at.span, label }
}

/** Where an object was lost, and where it had been made. */
export async function lossPlaces(passage: Passage, key: string, label: string | ((at: At) => string), aspect?: string): Promise<Place[]> {
  const at = await passage.blame(key, aspect)
  const born = await passage.born(key)
  return [
    ...(at ? [statementPlace(at, typeof label === 'string' ? label : label(at))] : []),
    ...(born ? [{ side: 'before' as const, path: born.path, span: born.span, label: 'was made here' }] : []),
  ]
}
