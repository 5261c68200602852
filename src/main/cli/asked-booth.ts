import { existsSync } from 'node:fs'
import { AppError } from '../../contract/errors'
import { createCore } from '../core'
import { dataDirOf, overlayOf, parseEnvironment, parseFlags } from '../flags'
import { readCliToken, type CliToken } from '../http/cli-token'
import { urlHere } from '../http/own-urls'
import { dataFolderAt } from '../jobs/data-folder'
import { silentLog } from '../lib/log'
import { holdLock } from '../lib/sqlite'
import { createNodePlatform } from '../node-platform'
import { storedSettings } from './events-of'
import { lookAtBooth } from './looked-at-booth'
import { openOwnTokens } from './own-tokens'
import { createRemoteCommand, createRemoteFetch } from './remote-booth'

/** What a command asks: the process that owns the data folder, this one in its place, or the folder alone. */
export interface AskedBooth {
  dataDir: string
  /** This process owns the folder and is the booth: what is in hand goes on while it is open. */
  isOwn: boolean
  command(name: string, input: unknown): Promise<unknown>
  /** GET of an address as src/contract/addresses.ts names them; whatever the status. */
  fetch(path: string): Promise<Response>
  close(): Promise<void>
}

/** `args` are the flags that every command takes (`--data` and the like); throws AppError. */
export async function askBooth(args: string[]): Promise<AskedBooth> {
  const { flags, environment, dataDir } = readArgs(args)
  const platform = createNodePlatform()
  return ownerOr(dataDir, async () => {
    const core = await createCore({ dataDir, flags, environment, platform, feature: () => silentLog, listens: false })
    const caller = { role: 'program' as const, clientId: null }
    return {
      ...{ dataDir, isOwn: true, close: () => core.close() },
      command: (name, input) => core.dispatch(caller, name, input),
      fetch: (path) => core.fetch(new Request(`http://booth${path}`), 'program'),
    }
  })
}

/** The same for tokens: where no console runs their file alone is opened, and no job goes on. */
export function askForTokens(args: string[]): Promise<AskedBooth> {
  const { dataDir } = readArgs(args)
  return ownerOr(dataDir, () => openOwnTokens(dataDir))
}

/** The same for what only looks: where no console runs the folder is read as it lies, and nothing in it goes on. */
export async function askToLook(args: string[]): Promise<AskedBooth> {
  const { flags, environment, dataDir } = readArgs(args)
  const owner = await readCliToken(dataDir)
  if (owner && isOwned(dataDir)) return ownersBooth(dataDir, owner)
  return lookAtBooth(dataDir, async () => {
    const { share } = await storedSettings(dataDir)
    return [overlayOf(flags, environment).patch.share?.dir, share.dir].filter((dir) => typeof dir === 'string')
  })
}

/** `open` owns the folder; the process that does already is asked in its place. */
async function ownerOr(dataDir: string, open: () => Promise<AskedBooth>): Promise<AskedBooth> {
  try {
    return await open()
  } catch (error) {
    const owner = error instanceof AppError && error.code === 'data_folder_owned' ? await readCliToken(dataDir) : null
    if (!owner) throw error
    return ownersBooth(dataDir, owner)
  }
}

function readArgs(args: string[]) {
  const flags = parseFlags(args, { strict: true })
  const environment = parseEnvironment(process.env)
  return { flags, environment, dataDir: dataDirOf(flags, environment) }
}

function ownersBooth(dataDir: string, { port, token }: CliToken): AskedBooth {
  const remote = { baseUrl: urlHere(port), token }
  const [command, fetch] = [createRemoteCommand(remote), createRemoteFetch(remote)]
  return { dataDir, isOwn: false, command, fetch, close: () => Promise.resolve() }
}

/** A console that was killed leaves its token behind, and nobody holds its lock. */
function isOwned(dataDir: string): boolean {
  const { lock: path } = dataFolderAt(dataDir)
  if (!existsSync(path)) return false
  const lock = holdLock(path)
  lock?.release()
  return lock === null
}
