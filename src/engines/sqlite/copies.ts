import type { Checkpoint } from '../engine.ts'
import type { Holder } from './messages.ts'

/** A copy that is held under a number, or that was handed over as bytes. */
export interface Copy extends Checkpoint {
  readonly number: number
  spilled?: Uint8Array
}

/** The copies of one database; those that nobody here holds any more are forgotten. */
export class Copies {
  private readonly holder: Holder
  private readonly known = new Map<number, WeakRef<Copy>>()
  private readonly gone: FinalizationRegistry<number>

  constructor(holder: Holder) {
    this.holder = holder
    this.gone = new FinalizationRegistry((number) => {
      this.known.delete(number)
      holder.ask('forget', number).catch(() => {})
    })
  }

  async keep(): Promise<Copy> {
    const { number, spilled } = await this.holder.ask('keep', undefined)
    for (const [each, bytes] of spilled) {
      const copy = this.known.get(each)?.deref()
      if (copy) copy.spilled = bytes
    }
    const { holder } = this
    const copy: Copy = { number, bytes: async () => copy.spilled ?? holder.ask('bytes', number) }
    this.known.set(number, new WeakRef(copy))
    this.gone.register(copy, number)
    return copy
  }

  rewind(copy: Copy): Promise<undefined> {
    return this.holder.ask('rewind', copy.spilled ?? copy.number)
  }
}
