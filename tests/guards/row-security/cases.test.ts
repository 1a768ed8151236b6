import { runCases } from '../../cases/run.ts'

runCases('row-security')
