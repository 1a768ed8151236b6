import type { Plan } from '../model/plan.ts'
import { Refusal } from '../model/refusal.ts'
import { canonicalHash } from './hash.ts'

/** Reads a plan as `pawl plan --format json` writes it, the whole report or the plan alone; one that was edited is a Refusal. */
export function readPlan(text: string, path: string): Plan {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new Refusal(`\`${path}\` is no JSON: ${(error as Error).message}`, { path })
  }
  const whole = value as { plan?: unknown; verb?: unknown; refusals?: unknown[] }
  const plan = (isRecord(whole?.plan) ? whole.plan : value) as Plan
  if (!isPlan(plan)) {
    const why = isRecord(value) && whole.verb === 'plan' ? 'the report holds no plan' : '`pawl plan <from> <to> --format json` writes one'
    throw new Refusal(`\`${path}\` is no plan: ${why}`, { path })
  }
  const sha256 = canonicalHash(plan)
  if (sha256 !== plan.sha256)
    throw new Refusal(
      `the plan \`${path}\` was changed after it was made: its sha256 is ${short(sha256)} and it states ${short(plan.sha256)}`,
      { path },
    )
  return plan
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function isPlan(plan: Plan): boolean {
  const texts = isRecord(plan) && [plan.id, plan.from, plan.to, plan.tree, plan.sha256].every((each) => typeof each === 'string')
  const lists = texts && [plan.steps, plan.path, plan.loses, plan.discards, plan.approvals, plan.blockers].every(Array.isArray)
  return lists && plan.steps.every((step) => isRecord(step) && typeof step.name === 'string' && typeof step.timeoutSeconds === 'number')
}

const short = (hash: string): string => `${hash.slice(0, 12)}…`
