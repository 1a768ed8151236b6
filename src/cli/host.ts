/** The machine as a command sees it; tests hand in their own. */
export interface Host {
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  /** Writes to standard output; a closed pipe is quiet. */
  out(text: string): void
  err(text: string): void
  /** All of standard input. */
  stdin(): Promise<string>
  /** Asks whoever sits there; absent where nobody does. `undefined` is an end of input. */
  ask?(question: string): Promise<string | undefined>
  /** Hears what is done right now, where a program and no person waits. */
  tell?(step: string): void
  /** The program and its first words, which start pawl once more; absent where it can't be. */
  self?: readonly [program: string, ...words: string[]]
  /** A person looks at that stream. */
  terminal: { out: boolean; err: boolean }
  now(): Date
}
