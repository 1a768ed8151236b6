/** Where a refusal points to: a file of the tree, or an argument. */
export interface RefusalPlace {
  path?: string
  line?: number
  column?: number
}

/** The error of "could not decide": exit 2, never a pass. Its message is shown as it is. */
export class Refusal extends Error {
  readonly at: RefusalPlace
  override readonly name = 'Refusal'

  constructor(message: string, at: RefusalPlace = {}, options?: ErrorOptions) {
    super(message, options)
    this.at = at
  }
}
