import { chainOf } from '../chain.ts'
import { byText, type Format, topNames } from '../format.ts'
import { pairUp, unread, wholeFiles } from '../pairs.ts'

const shape = /^(\d+)_(.*)\.sql$/

/** Supabase: `supabase/migrations/<version>_<title>.sql`, each sent as one query; forward alone. */
export const supabase: Format = {
  name: 'supabase',
  fits: (folder) => /(^|\/)supabase\/migrations$/.test(folder.path) && topNames(folder).some((name) => shape.test(name)),
  read: async (folder) => {
    const names = topNames(folder)
    const limits = unread(folder, names, (name) => shape.test(name), 'Supabase')
    const steps = pairUp(
      folder,
      names,
      (name) => {
        const version = shape.exec(name)?.[1]
        return version === undefined ? undefined : { version, id: name.replace(/\.sql$/, ''), side: 'up' }
      },
      limits,
      byText,
    )
    return chainOf(folder, 'supabase', await wholeFiles(folder, steps, () => 'query'), limits)
  },
}
