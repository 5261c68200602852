// Loaded before the program under test (`node --require`): moves its wall clock and slows its writes to the share, as a
// control file says that is looked at ten times a second. The program itself has no hook for this.
const fs = require('node:fs')
const promises = require('node:fs/promises')

const control = process.env.PHOTOCALL_SOAK_CONTROL
let facts = { clockOffsetMs: 0, shareDir: '', bytesPerSec: 0 }

function look() {
  try {
    facts = JSON.parse(fs.readFileSync(control, 'utf8'))
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

if (control) {
  look()
  setInterval(look, 100).unref()
  moveClock()
  slowWrites()
}

function moveClock() {
  const RealDate = Date
  const now = () => RealDate.now() + facts.clockOffsetMs
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args) => (args.length === 0 ? new target(now()) : new target(...args)),
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  })
}

/** One drive: what is written to it at the same time shares its speed. */
function slowWrites() {
  const open = promises.open
  let freeAtMs = 0
  promises.open = async (path, ...rest) => {
    const handle = await open(path, ...rest)
    const write = handle.write
    handle.write = async (bytes, ...where) => {
      if (facts.bytesPerSec > 0 && String(path).startsWith(facts.shareDir)) await pass(bytes.length)
      return write.call(handle, bytes, ...where)
    }
    return handle
  }
  function pass(sizeBytes) {
    const nowMs = performance.now()
    freeAtMs = Math.max(freeAtMs, nowMs) + (sizeBytes / facts.bytesPerSec) * 1000
    return new Promise((resolve) => setTimeout(resolve, freeAtMs - nowMs))
  }
}
