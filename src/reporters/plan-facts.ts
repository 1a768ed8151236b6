import type { Plan } from '../model/plan.ts'

/** Seconds as people write them: `90s`, `15m`, `4h`. */
export function duration(seconds: number): string {
  if (seconds >= 3600 && seconds % 3600 === 0) return `${seconds / 3600}h`
  return seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`
}

/** What a plan comes to, each fact with its name; what it does not have is left out. */
export function factsOf(plan: Plan): [string, string][] {
  const list = (items: readonly string[]) => items.map((item) => item.replace(/^public\./, '')).join(', ')
  const { canary, triggers, audit, retain, validation, contact } = (plan.carried ?? {}) as Record<string, string | readonly string[]>
  const facts: [string, string | undefined][] = [
    ['category', `${plan.category}, ${plan.complexity}`],
    ['time', `about ${plan.estimateMinutes}m, at most ${plan.ceilingMinutes}m`],
    ['downtime', plan.downtime ? 'yes' : 'no'],
    ['services', list(plan.services)],
    ['tier', plan.tier],
    ['approvals', list(plan.approvals)],
    ['notify', list(plan.notify)],
    ['contact', textOf(contact)],
    ['validation', textOf(validation)],
    ['audit', textOf(audit)],
    ['retain', textOf(retain)],
    ['canary', textOf(canary)],
    ['triggers', textOf(triggers)],
    ['loses', list(plan.loses)],
    ['discards', list(plan.discards)],
    ...(plan.backups ?? []).map(({ file, written, sha256 }): [string, string] => [
      'backup',
      `${file}, written ${written}, sha256 ${sha256}`,
    ]),
    ['plan', plan.id],
    ['tree', plan.tree],
    ['sha256', plan.sha256],
  ]
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== '')
}

const textOf = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.join(', ')
