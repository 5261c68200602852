import { AppError } from '../../contract/errors'
import { createCore } from '../core'
import { dataDirOf, parseEnvironment, parseFlags } from '../flags'
import { readCliToken } from '../http/cli-token'
import { urlHere } from '../http/own-urls'
import { silentLog } from '../lib/log'
import { createNodePlatform } from '../node-platform'
import { createRemoteCommand, createRemoteFetch } from './remote-booth'

/** Asks the booth: the process that owns the data folder, or this one while nobody does. */
export interface AskedBooth {
  dataDir: string
  /** This process owns the folder: what is in hand goes on while it is open. */
  isOwn: boolean
  command(name: string, input: unknown): Promise<unknown>
  /** GET of an address as src/contract/addresses.ts names them; whatever the status. */
  fetch(path: string): Promise<Response>
  close(): Promise<void>
}

/** `args` are the flags that every command takes (`--data` and the like); throws AppError. */
export async function askBooth(args: string[]): Promise<AskedBooth> {
  const flags = parseFlags(args, { strict: true })
  const environment = parseEnvironment(process.env)
  const dataDir = dataDirOf(flags, environment)
  const platform = createNodePlatform()
  try {
    const core = await createCore({ dataDir, flags, environment, platform, feature: () => silentLog, listens: false })
    const caller = { role: 'program' as const, clientId: null }
    return {
      ...{ dataDir, isOwn: true, close: () => core.close() },
      command: (name, input) => core.dispatch(caller, name, input),
      fetch: (path) => core.fetch(new Request(`http://booth${path}`), 'program'),
    }
  } catch (error) {
    const owner = error instanceof AppError && error.code === 'data_folder_owned' ? await readCliToken(dataDir) : null
    if (!owner) throw error
    const remote = { baseUrl: urlHere(owner.port), token: owner.token }
    const [command, fetch] = [createRemoteCommand(remote), createRemoteFetch(remote)]
    return { dataDir, isOwn: false, command, fetch, close: () => Promise.resolve() }
  }
}
