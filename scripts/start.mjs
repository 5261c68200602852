// `npm start -- [flags]`: prepares the machine, builds if needed, opens the console, or serves it where no window can appear.
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runForeground } from './child.mjs'
import { describeRuntime, electronRuntime } from './electron-runtime.mjs'
import { hasDisplay, isRoot } from './machine.mjs'
import { prepare } from './prepare.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const usage = `npm start -- [flags]
  --headless         serve the console to browsers, open no window
  --kiosk            open the guests' screen too
  --demo             a made camera picture in place of a webcam, for trying out
  --data DIR         where settings, journal and waiting files live
  --share DIR        the output folder
  --port N           port of the browser console (8080)
  --lan              admit other machines of the network
  --guest-port N     open the guests' pages on this port for this run
  --backend NAME     what generates: builtin, comfyui or touchdesigner
  --server URL       a ComfyUI server for this run; may be given several times
  --style NAME       the style to begin with`

async function start(flags) {
  if (flags.includes('--help')) return tell(usage, 0)
  if (flags.includes('--headless')) return serve(flags)
  if (hasDisplay()) return openConsole(flags)
  tell('There is no display here: starting the headless server. Open its address in a browser.')
  return serve(flags)
}

function serve(flags) {
  prepare('server')
  const passedOn = flags.filter((flag) => flag !== '--headless')
  return runForeground(
    process.execPath,
    [join(root, 'out/main/cli.js'), 'serve', ...passedOn],
    withThreads(process.env),
  )
}

function openConsole(flags) {
  prepare('desktop')
  const runtime = electronRuntime({ say: tell })
  if (runtime.origin !== 'official') tell(describeRuntime(runtime))
  return runForeground(runtime.execPath, [...sandboxFlags(), root, ...flags], desktopEnvironment())
}

function sandboxFlags() {
  if (!isRoot()) return []
  tell('Running as root: Electron works without its sandbox. Use an ordinary user at events.')
  return ['--no-sandbox']
}

function desktopEnvironment() {
  const { ELECTRON_RUN_AS_NODE: _unwanted, ...environment } = process.env // set in some editors' terminals
  return withThreads(environment)
}

/** As lib/many-threads.ts says; Windows reads it at the start of a process alone. */
function withThreads(environment) {
  return { UV_THREADPOOL_SIZE: '16', ...environment }
}

function tell(line, exitCode) {
  console.log(line)
  return exitCode
}

start(process.argv.slice(2)).then(
  (exitCode) => (process.exitCode = exitCode),
  (error) => {
    console.error(error.message)
    process.exitCode = 1
  },
)
