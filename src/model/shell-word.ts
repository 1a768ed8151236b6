/** A word as a POSIX shell is to read it: as it stands where that is plain, else in single quotes. */
export function shellWord(word: string): string {
  return /^[\w.+:@%/=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
