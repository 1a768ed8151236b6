import type { Report } from '../model/report.ts'
import { element, escaped } from './xml.ts'

const colors = { held: '#1a7f37', slipped: '#cf222e', unknown: '#6e7781' } as const

/** Coverage of all protocols as a small picture for a README; where none was told, the verdict. */
export function badge({ protocols = [], verdict }: Report): string {
  const [held, of] = [
    protocols.reduce((sum, each) => sum + each.coverage.held, 0),
    protocols.reduce((sum, each) => sum + each.coverage.of, 0),
  ]
  const says = of === 0 || verdict === 'unknown' ? verdict : `${held}/${of} ${verdict}`
  const [left, right] = [width('pawl'), width(says)]
  const words = (text: string, x: number) => element('text', { x, y: 14 }, [escaped(text)])
  return `${element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width: left + right, height: 20, role: 'img', 'aria-label': `pawl: ${says}` },
    [
      element('title', {}, [escaped(`pawl: ${says}`)]),
      element('clipPath', { id: 'round' }, [element('rect', { width: left + right, height: 20, rx: 3 })]),
      element('g', { 'clip-path': 'url(#round)' }, [
        element('rect', { width: left, height: 20, fill: '#333' }),
        element('rect', { x: left, width: right, height: 20, fill: colors[verdict] }),
      ]),
      element('g', { fill: '#fff', 'text-anchor': 'middle', 'font-family': 'Verdana,DejaVu Sans,sans-serif', 'font-size': 11 }, [
        words('pawl', left / 2),
        words(says, left + right / 2),
      ]),
    ],
  )}\n`
}

/** How wide a word is drawn; the fonts that browsers have differ, so there is some room. */
const width = (text: string) => Math.round([...text].length * 7 + 12)
