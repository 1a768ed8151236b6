import type { Finding } from '../../model/finding.ts'
import type { Quoted } from '../../model/place.ts'
import { findingText } from '../finding-text.ts'
import { painter } from '../paint.ts'
import { Markup, markup } from './template.ts'

/** What each colour of the terminal is called in the page. */
const names: Readonly<Record<string, string>> = { 31: 'red', 33: 'yellow', 32: 'green', 34: 'blue', 1: 'bold', 2: 'dim' }

/** A finding as the terminal shows it, in the same colours. What it quotes holds no escape of its own: those are shown as text. */
export function terminal(finding: Finding): Markup {
  const parts = findingText(finding, painter(true)).split(/\u001b\[(\d+)m/)
  return markup`<pre class="terminal" tabindex="0" aria-label="as the terminal shows it">${parts.map((part, at) => {
    if (at % 2 === 0) return part
    const name = names[part]
    return new Markup(name ? `<span class="${name}">` : '</span>')
  })}</pre>`
}

/** The lines before the change beside those after it, where a finding points at both. */
export function sides(places: readonly Quoted[]): Markup | undefined {
  const of = (side: Quoted['side']) => places.filter((place) => place.side === side && place.lines?.length)
  const [before, after] = [of('before'), of('after')]
  if (!before.length || !after.length) return undefined
  const column = (name: string, all: readonly Quoted[]) =>
    markup`<div class="side"><h4>${name}</h4>${all.map((place) => markup`<figure><figcaption>${place.path}:${place.span?.line}</figcaption><pre tabindex="0" aria-label="${name.toLowerCase()}: ${place.path}"><code>${marked(place)}</code></pre></figure>`)}</div>`
  return markup`<div class="sides">${column('Before', before)}${column('After', after)}</div>`
}

function marked({ lines = [], span }: Quoted): readonly Markup[] {
  return lines.map(({ number, text }) => {
    const from = number === span?.line ? span.column - 1 : 0
    const to = number === span?.endLine ? span.endColumn - 1 : text.length
    return markup`<span class="number">${number}</span>${text.slice(0, from)}<mark>${text.slice(from, to)}</mark>${text.slice(to)}\n`
  })
}
