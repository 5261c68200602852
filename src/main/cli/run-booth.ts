import { mkdir, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { AppError } from '../../contract/errors'
import type { Settings } from '../../contract/settings'
import { checkFlags, parseEnvironment, type Environment } from '../flags'
import { readCliToken } from '../http/cli-token'
import { urlHere } from '../http/own-urls'
import { dataFolderAt } from '../jobs/data-folder'
import { silentLog } from '../lib/log'
import type { Platform } from '../platform'
import type { Booth } from './booth'
import type { Wishes } from './generate-wishes'
import { openOwnBooth } from './own-booth'
import { createRemoteBooth } from './remote-booth'
import type { RunPlan } from './run-plan'
import { putStyle } from './run-style'
import { serverAt, serversOf, usualServer, type KnownServers } from './servers-of'

interface Run {
  wish: Wishes
  plan: RunPlan
  platform: Platform
  /** An empty folder that goes again. */
  temporary: string
}

/**
 * The booth that makes a run's picture: in the data folder that was named, through its owner where it has one; a run with a
 * style of its own, or without a data folder, has a folder that goes again.
 */
export function openRunBooth(run: Run): Promise<Booth> {
  const { wish, plan } = run
  return wish.data === undefined || plan.own ? openTemporary(run) : openInData(run, wish.data)
}

async function openTemporary({ wish, plan, platform, temporary }: Run): Promise<Booth> {
  const environment = parseEnvironment(process.env)
  const dataDir = join(temporary, 'data')
  await prepare(dataDir, { comfyui: await knownServers(wish, environment), format: formatFor(wish) })
  if (plan.own) await putStyle(plan.own, dataDir, join(platform.stylesDir, 'connection-test', 'cover.jpg'))
  const flags = checkFlags({ ...serverFlag(wish.server), share: join(temporary, 'output') })
  return openOwnBooth({ dataDir, flags, environment, platform, feature: () => silentLog, listens: false })
}

async function openInData({ wish, plan, platform }: Run, dataDir: string): Promise<Booth> {
  const environment = parseEnvironment(process.env)
  const usual = wish.server === undefined && plan.needsServer && (await isWithoutServer(dataDir, environment))
  const flags = checkFlags(serverFlag(usual ? [usualServer] : wish.server))
  try {
    return await openOwnBooth({ dataDir, flags, environment, platform, feature: () => silentLog, listens: false })
  } catch (error) {
    const owner = error instanceof AppError && error.code === 'data_folder_owned' ? await readCliToken(dataDir) : null
    if (!owner) throw error
    if (wish.server !== undefined) throw ownServers(dataDir)
    return createRemoteBooth({ baseUrl: urlHere(owner.port), token: owner.token })
  }
}

const serverFlag = (server: string[] | undefined) => (server === undefined ? {} : { server })

/** Flags and environment come over these. */
async function knownServers({ server, data }: Wishes, environment: Environment): Promise<KnownServers> {
  if (server !== undefined || environment.COMFYUI_HOST !== undefined) return { servers: [], secrets: {} }
  const known = data === undefined ? null : await serversOf(data)
  return known && known.servers.length > 0 ? known : { servers: [serverAt(usualServer, 0)], secrets: {} }
}

async function isWithoutServer(dataDir: string, environment: Environment): Promise<boolean> {
  return environment.COMFYUI_HOST === undefined && (await serversOf(dataDir)).servers.length === 0
}

/** As the name asks for it; else what a workflow gave stays as it is. */
function formatFor({ output, workflow }: Wishes): Settings['share']['format'] {
  const extension = extname(output).toLowerCase()
  if (extension === '.png') return 'png'
  return extension === '.jpg' || extension === '.jpeg' || workflow === undefined ? 'jpeg' : 'as-delivered'
}

async function prepare(
  dataDir: string,
  { comfyui, format }: { comfyui: KnownServers; format: Settings['share']['format'] },
): Promise<void> {
  const folder = dataFolderAt(dataDir)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await writeFile(
    folder.settings,
    JSON.stringify({ version: 2, comfyui: { servers: comfyui.servers }, share: { format } }),
  )
  const names = Object.keys(comfyui.secrets)
  if (names.length === 0) return
  const secrets = Object.fromEntries(names.map((name) => [name, { kind: 'plain', value: comfyui.secrets[name] }]))
  await writeFile(folder.secrets, JSON.stringify({ version: 1, secrets }), { mode: 0o600 })
}

function ownServers(dataDir: string): AppError {
  const hint = 'Leave --server out, or leave --data out.'
  return new AppError('invalid_input', `--server: the console that works with ${dataDir} has its own servers.`, hint)
}
