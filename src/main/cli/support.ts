import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { AppError } from '../../contract/errors'
import { checkFlags, dataDirOf, parseEnvironment } from '../flags'
import { systemClock } from '../lib/clock'
import { createNodePlatform } from '../node-platform'
import { createSupportBundle } from '../support/support-bundle'
import { exitCodes } from './exit-code'
import type { Terminal } from './output'

/** `photocall support`: saves the bundle, beside a running console or without one, and prints where it is. */
export async function runSupport(args: string[], terminal: Terminal): Promise<number> {
  const { data, output } = readFlags(args)
  const dataDir = dataDirOf(checkFlags(data === undefined ? {} : { data }), parseEnvironment(process.env))
  if (!existsSync(dataDir)) {
    throw new AppError('not_found', `There is no data folder ${dataDir}.`, 'Name it with --data.')
  }
  const bundle = createSupportBundle({
    dataDir,
    runtime: createNodePlatform().runtime,
    state: null,
    clock: systemClock,
  })
  const path = targetOf(output, bundle.suggestedName())
  await bundle.save(path)
  terminal.out(`${path}\n`)
  terminal.err('It holds logs, settings and facts; no pictures, no words of guests, no PIN or tokens.\n')
  return exitCodes.done
}

function readFlags(args: string[]) {
  try {
    return parseArgs({ args, options: { data: { type: 'string' }, output: { type: 'string' } } }).values
  } catch (error) {
    const message = error instanceof Error ? error.message.split('. ')[0] : String(error)
    throw new AppError('invalid_input', `${message}.`, 'See `photocall --help`.', { cause: error })
  }
}

function targetOf(output: string | undefined, name: string): string {
  const path = resolve(output ?? '.')
  return existsSync(path) && statSync(path).isDirectory() ? join(path, name) : path
}
