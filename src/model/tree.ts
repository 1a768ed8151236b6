/** What a path of a tree is; `gitlink` is a submodule, whose content no tree holds. */
export type Mode = 'file' | 'executable' | 'symlink' | 'gitlink'

/** One path of a tree. `id` names the content: equal ids are equal bytes. */
export interface Entry {
  mode: Mode
  id: string
}

/**
 * One side of a change: a commit, the index, a folder, or another tree with an overlay.
 * Paths use `/`; bytes that are no UTF-8 are escaped as `\xNN` and a backslash as `\\` in such a path.
 * `undefined` means "not in this tree", and nothing else: every failure is a Refusal.
 */
export interface Tree {
  /** For messages: `the index`, `commit 1a2b3c4`. */
  readonly label: string
  entries(): Promise<ReadonlyMap<string, Entry>>
  /** The bytes at a path; a symlink's are its target. */
  bytes(path: string): Promise<Uint8Array | undefined>
  /** Reads many paths at once, so that a later `bytes` costs nothing. */
  prefetch?(paths: readonly string[]): Promise<void>
}

/** Text → structure, without an opinion. What it makes is kept by `name` and content. */
export interface Reader<T> {
  readonly name: string
  read(bytes: Uint8Array, path: string): T | Promise<T>
}

/** A tree that remembers what readers made of a file, by content. */
export interface Files extends Tree {
  read<T>(path: string, reader: Reader<T>): Promise<T | undefined>
  /** The text at a path, a BOM left in place; bytes that are no UTF-8 become U+FFFD. */
  text(path: string): Promise<string | undefined>
  /** Regular files and all else whose path fits one of the globs, sorted. Dot files count. */
  match(globs: readonly string[]): Promise<string[]>
}
