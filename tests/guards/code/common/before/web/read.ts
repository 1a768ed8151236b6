export function read(text: string): unknown {
  return JSON.parse(text)
}
