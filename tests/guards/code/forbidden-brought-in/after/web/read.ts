export function read(text: string): unknown {
  return eval(`(${text})`)
}
