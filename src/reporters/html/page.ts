import type { Report } from '../../model/report.ts'
import type { About } from '../about.ts'

export function html(report: Report, _about: About): string {
  return `<!doctype html><title>${report.verdict}</title>`
}
