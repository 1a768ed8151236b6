import { replaced } from '../../../documents/edited.ts'

export const after = replaced('docs/order.md', 'unit -> metric', 'metric -> unit')
