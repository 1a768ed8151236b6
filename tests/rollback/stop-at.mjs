// Loaded ahead of pawl: ends the process, or fills the disk, at one line of the log, told by the variables of the test.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const { STOP_AT = '', STOP_HOW = 'before' } = process.env
const write = fs.writeSync
const sync = fs.fsyncSync
let armed = false
const kill = () => {
  process.kill(process.pid, 'SIGKILL')
  // Nothing behind this may run.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}

fs.writeSync = (file, data, ...more) => {
  const text = Buffer.isBuffer(data) ? data.toString() : String(data)
  if (text.startsWith('{"rollbackId"') && isIt(JSON.parse(text))) {
    if (STOP_HOW === 'before') kill()
    if (STOP_HOW === 'full') throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    if (STOP_HOW === 'half') {
      write(file, text.slice(0, text.length / 2))
      kill()
    }
    armed = true
  }
  return write(file, data, ...more)
}
fs.fsyncSync = (file) => {
  sync(file)
  if (armed) kill()
}
syncBuiltinESMExports()

/** `stop done`, or with the number of a transaction `down transaction`. */
function isIt({ step, status, details }) {
  return `${step} ${details.transaction === undefined ? status : 'transaction'}` === STOP_AT
}
