import type { Report } from '../model/report.ts'

/** How much was found: `2 findings (1 error, 1 warning), 0 amended`. */
function found({ findings, amended }: Report): string {
  const { errors, warnings } = levels(findings)
  const kinds = [errors ? plural(errors, 'error') : '', warnings ? plural(warnings, 'warning') : ''].filter(Boolean).join(', ')
  return `${findings.length ? `${plural(findings.length, 'finding')} (${kinds})` : 'no findings'}, ${amended.length} amended`
}

/** What was looked at: `3 migrations rehearsed, 41 protections, 4 protocols`. */
export function looked(report: Report): string {
  const { migrations, protections, protocols } = report.looked
  return [
    migrations ? `${plural(migrations, 'migration')} rehearsed` : '',
    ['plan', 'rehearse', 'rollback'].includes(report.verb) && protections === 0
      ? ''
      : `${plural(protections, 'protection')}, ${plural(protocols, 'protocol')}`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** What was found, and what was looked at. */
export function counted(report: Report): string {
  return [found(report), looked(report)].filter(Boolean).join(' · ')
}

/** How many findings are errors, and how many warnings. */
export function levels(findings: Report['findings']): { errors: number; warnings: number } {
  const errors = findings.filter(({ level }) => level === 'error').length
  return { errors, warnings: findings.length - errors }
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
