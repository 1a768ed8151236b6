/** Shows control, bidi and zero-width characters as `\u{202e}`, so that no text of a repository can forge what a person sees. */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )
}
