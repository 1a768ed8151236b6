import { runCases } from '../../cases/run.ts'

runCases('function')
