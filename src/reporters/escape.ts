/** Control characters, those that turn the direction of text, those that take no room, and halves of letters. */
const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\udb40[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

/** Shows what a person would not see as `\u{202e}`, so that no text of a repository can forge what is printed. */
export function visible(text: string): string {
  return text.replace(unseen, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}

/** One line of text that nothing in it can break. */
export function line(text: string): string {
  return visible(text).replace(/\s*\n\s*/g, ' ')
}

/** Text whose lines a CI log takes for no command: `::name::` leads a line there, blanks aside, and `##[name]` stands anywhere. */
export function inert(text: string): string {
  return text.replace(/^([^\S\n]*):(?=:(?!:))/gm, '$1\\u{3a}').replace(/##(?=\[)/g, '#\\u{23}')
}
