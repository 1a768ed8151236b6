import type { HistoryPoint } from '../../model/report.ts'
import { type Markup, markup } from './template.ts'

const [width, height, left, top, right, bottom] = [720, 200, 56, 14, 18, 28]

/** Coverage over time as a line; a commit is as far from the next as its day. */
export function history(points: readonly HistoryPoint[] = []): Markup | undefined {
  if (points.length === 0) return undefined
  const days = points.map(({ date }) => Date.parse(`${date}T00:00:00Z`) || 0)
  const [first, last] = [Math.min(...days), Math.max(...days)]
  const across = (day: number) => left + (last === first ? 0.5 : (day - first) / (last - first)) * (width - left - right)
  const shares = points.map(({ held, of }) => (of === 0 ? 1 : held / of))
  // The axis begins where it shows most, on a full tenth.
  const floor = Math.min(0.9, Math.floor(Math.min(...shares) * 10) / 10)
  const down = (share: number) => top + ((1 - share) / (1 - floor)) * (height - top - bottom)
  const at = points.map((point, index) => ({ ...point, x: across(days[index]!), y: down(shares[index]!) }))
  const path = at.map(({ x, y }, index) => `${index ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')
  const area = `${path}L${at.at(-1)!.x.toFixed(1)} ${height - bottom}L${at[0]!.x.toFixed(1)} ${height - bottom}Z`
  const lines = [1, (1 + floor) / 2, floor]
  const newest = points.at(-1)!
  return markup`<section id="history" aria-labelledby="history-title"><h2 id="history-title">Coverage over time</h2>
<svg class="history" viewBox="0 0 ${width} ${height}" role="img" aria-label="coverage from ${points[0]!.date} to ${newest.date}, now ${newest.held} of ${newest.of}">
${lines.map((share) => markup`<line class="grid" x1="${left}" x2="${width - right}" y1="${down(share)}" y2="${down(share)}"/><text x="${left - 8}" y="${down(share) + 4}" text-anchor="end">${Math.round(share * 100)} %</text>`)}
<path class="area" d="${area}"/><path class="line" d="${path}"/>
${at.map(({ x, y, held, of, required, date, commit }) => markup`<circle class="${held < required ? 'slipped' : 'held'}" cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4.5"><title>${date} ${commit.slice(0, 7)}: ${held}/${of}</title></circle>`)}
<text x="${left}" y="${height - 8}">${points[0]!.date}</text>${points.length > 1 && markup`<text x="${width - right}" y="${height - 8}" text-anchor="end">${newest.date}</text>`}</svg>
<details><summary>As a table</summary><div class="scroll" tabindex="0" role="group" aria-label="coverage by commit"><table><thead><tr><th scope="col">Day</th><th scope="col">Commit</th><th scope="col">Held</th><th scope="col">Required</th></tr></thead>
<tbody>${points.map(({ date, commit, held, of, required }) => markup`<tr><td>${date}</td><td><code>${commit.slice(0, 7)}</code></td><td>${held}/${of}</td><td>${required}</td></tr>`)}</tbody></table></div></details></section>`
}
