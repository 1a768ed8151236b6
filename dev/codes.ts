import { guards } from '../src/guards/index.ts'
import { rollbackCodes } from '../src/guards/rollback/codes.ts'
import { pathCodes } from '../src/judge/case-twins.ts'
import { protocolCodes } from '../src/judge/coverage.ts'
import { drillCodes } from '../src/judge/drill.ts'
import { migrationCodes } from '../src/judge/migrations.ts'
import { versionCodes } from '../src/judge/versions.ts'
import type { Code } from '../src/model/finding.ts'
import { amendmentCodes } from '../src/policy/amendment-codes.ts'
import { policyCodes } from '../src/policy/codes.ts'
import { planCodes } from '../src/rollback/codes.ts'
import { runCodes } from '../src/rollback/run-codes.ts'
import { branchCodes } from '../src/verbs/hook.ts'

/** Codes that no guard says: of policies, amendments, ways back, migrations, protocols, branches, paths, drills, runs, plans and versions. */
export const otherCodes = {
  ...policyCodes,
  ...amendmentCodes,
  ...rollbackCodes,
  ...migrationCodes,
  ...protocolCodes,
  ...branchCodes,
  ...pathCodes,
  ...drillCodes,
  ...planCodes,
  ...runCodes,
  ...versionCodes,
}

/** Every code that pawl can say, by name. */
export async function declaredCodes(): Promise<Map<string, Code>> {
  const all = new Map<string, Code>(Object.entries(otherCodes as Readonly<Record<string, Code>>))
  for (const load of Object.values(guards)) for (const [name, code] of Object.entries((await load()).codes)) all.set(name, code as Code)
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)))
}
