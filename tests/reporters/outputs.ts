import { createHash } from 'node:crypto'
import type { Report } from '../../src/model/report.ts'
import { badge } from '../../src/reporters/badge.ts'
import { github } from '../../src/reporters/github.ts'
import { gitlab } from '../../src/reporters/gitlab.ts'
import { html } from '../../src/reporters/html/page.ts'
import { json } from '../../src/reporters/json.ts'
import { junit } from '../../src/reporters/junit.ts'
import { markdown } from '../../src/reporters/markdown.ts'
import { sarif } from '../../src/reporters/sarif.ts'
import { text } from '../../src/reporters/text.ts'

const about = { version: '0.1.0', fingerprint: (of: string) => createHash('sha256').update(of).digest('hex').slice(0, 16) }

/** Every format of a report, by the name of the file that shows it. */
export const outputs: Readonly<Record<string, (report: Report) => string>> = {
  'report.txt': (report) => text(report, { color: false }),
  'report.json': (report) => json(report, about),
  'report.sarif': (report) => sarif(report, about),
  'report.md': (report) => markdown(report, about),
  'github.txt': github,
  'gitlab.json': (report) => gitlab(report, about),
  'junit.xml': junit,
  'report.html': (report) => html(report, about),
  'badge.svg': badge,
}
