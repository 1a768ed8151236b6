import type { Checkpoint } from '../engine.ts'
import type { Child } from './process.ts'

/** A copy that the child holds under a number, or that it has handed over as bytes. */
export interface Copy extends Checkpoint {
  readonly number: number
  spilled?: Uint8Array
}

/** The copies of one database; the child forgets those that nobody here holds any more. */
export class Copies {
  private readonly child: Child
  private readonly known = new Map<number, WeakRef<Copy>>()
  private readonly gone: FinalizationRegistry<number>

  constructor(child: Child) {
    this.child = child
    this.gone = new FinalizationRegistry((number) => {
      this.known.delete(number)
      child.ask('forget', number).catch(() => {})
    })
  }

  async keep(): Promise<Copy> {
    const { number, spilled } = await this.child.ask('keep', undefined)
    for (const [each, bytes] of spilled) {
      const copy = this.known.get(each)?.deref()
      if (copy) copy.spilled = bytes
    }
    const { child } = this
    const copy: Copy = { number, bytes: async () => copy.spilled ?? child.ask('bytes', number) }
    this.known.set(number, new WeakRef(copy))
    this.gone.register(copy, number)
    return copy
  }

  rewind(copy: Copy): Promise<undefined> {
    return this.child.ask('rewind', copy.spilled ?? copy.number)
  }
}
