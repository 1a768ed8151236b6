import { runCases } from '../../cases/run.ts'

runCases('snapshot')
