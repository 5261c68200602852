import { createInterface } from 'node:readline'
import { createCore, type Core } from '../core'
import { dataDirOf, parseEnvironment, parseFlags } from '../flags'
import { createRotatingLog } from '../lib/rotating-log'
import { createNodePlatform } from '../node-platform'
import { appVersion } from '../version'
import { onEndSignal } from './end-signals'
import { exitCodes } from './exit-code'
import type { Terminal } from './output'
import { join } from 'node:path'

/** `photocall serve`: the booth without a window, until SIGINT or SIGTERM; a second signal ends it at once. */
export async function runServe(args: string[], terminal: Terminal): Promise<number> {
  const flags = parseFlags(args, { strict: true })
  const environment = parseEnvironment(process.env)
  const dataDir = dataDirOf(flags, environment)
  const log = createRotatingLog(join(dataDir, 'logs'))
  const platform = createNodePlatform()
  // Node would end the booth over one forgotten promise; its job is in the journal, the others go on
  process.on('unhandledRejection', (error) => log.feature('serve').error('a promise was not caught', { error }))
  // before anything tells that the booth runs: who sees its address may stop it at once
  const asked = new Promise<void>((resolve) => onEndSignal(resolve))
  try {
    const core = await createCore({ dataDir, flags, environment, platform, feature: log.feature, listens: true })
    tellStart(core, terminal)
    if (flags.kiosk) terminal.out(`Kiosk:    ${core.pairingUrl('kiosk')}\n`)
    const stopAsking = offerNewCodes(core, terminal)
    await asked
    stopAsking()
    terminal.err('Closing; unfinished pictures go on at the next start.\n')
    await core.close()
    return exitCodes.done
  } finally {
    await log.close()
  }
}

function tellStart(core: Core, terminal: Terminal): void {
  const { app, share, notices } = core.state()
  terminal.out(`Photocall Console ${appVersion}, headless (${app.runtime})\n`)
  terminal.out(`Pictures: ${share.dir}\nData:     ${app.dataDir}\n`)
  terminal.out(`Console:  ${core.pairingUrl('console')}\n`)
  for (const url of app.lanUrls) terminal.out(`Network:  ${url}/console\n`)
  for (const { id, error } of notices) if (id === 'certificate') terminal.err(`${error.message} ${error.hint}\n`)
  terminal.out('The pairing address works once, within ten minutes; Enter prints a new one. Ctrl+C stops.\n')
}

/** A code is used up by the first browser: Enter makes another. */
function offerNewCodes(core: Core, terminal: Terminal): () => void {
  if (!process.stdin.isTTY) return () => undefined
  const lines = createInterface({ input: process.stdin })
  lines.on('line', () => terminal.out(`Console:  ${core.pairingUrl('console')}\n`))
  // readline takes Ctrl+C for itself
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  return () => lines.close()
}
