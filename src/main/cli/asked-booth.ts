import { AppError } from '../../contract/errors'
import { createCore } from '../core'
import { dataDirOf, parseEnvironment, parseFlags } from '../flags'
import { readCliToken } from '../http/cli-token'
import { silentLog } from '../lib/log'
import { createNodePlatform } from '../node-platform'
import { createRemoteCommand } from './remote-booth'

/** Asks the booth: the process that owns the data folder, or this one while nobody does. */
export interface AskedBooth {
  command(name: string, input: unknown): Promise<unknown>
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
    return { command: (name, input) => core.dispatch(caller, name, input), close: () => core.close() }
  } catch (error) {
    const owner = error instanceof AppError && error.code === 'data_folder_owned' ? await readCliToken(dataDir) : null
    if (!owner) throw error
    const command = createRemoteCommand({ baseUrl: `http://127.0.0.1:${owner.port}`, token: owner.token })
    return { command, close: () => Promise.resolve() }
  }
}
