import { serverSettings, type ServerSettings } from '../../contract/server'
import { headersName } from '../comfy/server-headers'
import { dataFolderAt } from '../jobs/data-folder'
import { peekSecrets } from '../settings/secrets'
import { storedSettings } from './events-of'

/** ComfyUI's own default address. */
export const usualServer = 'http://127.0.0.1:8188'

/** Servers with the headers that they want, as the settings file of a booth has them in. */
export interface KnownServers {
  servers: ServerSettings[]
  /** By the name among the secrets. */
  secrets: Record<string, string>
}

/** The servers in use by a data folder, whoever owns it; none where it has no settings. Throws `settings_invalid`. */
export async function serversOf(dataDir: string): Promise<KnownServers> {
  const folder = dataFolderAt(dataDir)
  const servers = (await storedSettings(dataDir)).comfyui.servers.filter(({ enabled }) => enabled)
  const peeked = await peekSecrets(folder.secrets)
  const secrets = servers.flatMap(({ id }) => {
    const value = peeked.get(headersName(id))
    return value === null ? [] : [[headersName(id), value]]
  })
  return { servers, secrets: Object.fromEntries(secrets) as Record<string, string> }
}

/** A server of this run alone. */
export const serverAt = (url: string, place: number): ServerSettings =>
  serverSettings.parse({ id: `run-${place + 1}`, url })
