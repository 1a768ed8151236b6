/** How a reporter colours; each function gives its text back where no colours are wanted. */
export type Paint = Readonly<Record<'red' | 'yellow' | 'green' | 'blue' | 'bold' | 'dim', (text: string) => string>>

const codes = { red: [31, 39], yellow: [33, 39], green: [32, 39], blue: [34, 39], bold: [1, 22], dim: [2, 22] } as const

/** Colours by the escape codes that every terminal knows (ECMA-48, select graphic rendition). */
export function painter(color: boolean): Paint {
  const paint =
    ([on, off]: readonly [number, number]) =>
    (text: string) =>
      color && text ? `\u001b[${on}m${text}\u001b[${off}m` : text
  return Object.fromEntries(Object.entries(codes).map(([name, pair]) => [name, paint(pair)])) as Paint
}
