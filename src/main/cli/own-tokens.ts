import { createApiTokens } from '../http/api-tokens'
import { systemClock } from '../lib/clock'
import { createClosers } from '../lib/closers'
import { silentLog } from '../lib/log'
import { ownDataFolder } from '../own-data-folder'
import type { AskedBooth } from './asked-booth'
import { answerFew, needsBooth } from './few-commands'

/** The tokens of a data folder that this process owns, and nothing else of it. Throws as `ownDataFolder` does. */
export async function openOwnTokens(dataDir: string): Promise<AskedBooth> {
  const closers = createClosers(silentLog)
  const folder = await ownDataFolder({ dataDir, closers, log: silentLog })
  const tokens = await createApiTokens({ file: folder.apiTokens, clock: systemClock, log: silentLog })
  closers.add('tokens', tokens.close)
  return {
    ...{ dataDir, isOwn: true, close: closers.closeAll },
    command: answerFew({
      'tokens.list': () => ({ tokens: tokens.list() }),
      'tokens.create': (wish) => tokens.create(wish),
      'tokens.revoke': ({ id }) => tokens.revoke(id).then(() => ({})),
    }),
    fetch: async (path) => needsBooth(path),
  }
}
