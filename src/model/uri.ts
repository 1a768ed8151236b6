/** A part of a URL as it is meant; what is no valid escape stands as it is. */
export function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
