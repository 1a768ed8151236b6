import { runCases } from '../../cases/run.ts'

runCases('token')
