import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { AppError } from '../contract/errors'
import { serverSettings, serverUrl } from '../contract/server'
import type { SettingsPatch } from '../contract/settings'
import { backendName, styleName } from '../contract/style'

/** The flags of `npm start`, the desktop app and `photocall serve`; folders are absolute. */
export const flagsShape = z.object({
  headless: z.boolean().default(false),
  kiosk: z.boolean().default(false),
  demo: z.boolean().default(false),
  lan: z.boolean().optional(),
  data: z
    .string()
    .min(1)
    .transform((dir) => resolve(dir))
    .optional(),
  share: z
    .string()
    .min(1)
    .transform((dir) => resolve(dir))
    .optional(),
  port: z.coerce.number().int().min(0).max(65535).optional(),
  /** Opens the guests' pages on it for this run. */
  'guest-port': z.coerce.number().int().min(0).max(65535).optional(),
  backend: backendName.optional(),
  style: styleName.optional(),
  /** ComfyUI servers of this run, in place of those of the settings. */
  server: z.array(serverUrl).min(1).max(8).optional(),
})
export type Flags = z.infer<typeof flagsShape>

/** For `node:util` parseArgs; shared by the desktop app and the CLI. */
export const flagOptions = {
  headless: { type: 'boolean' },
  kiosk: { type: 'boolean' },
  demo: { type: 'boolean' },
  lan: { type: 'boolean' },
  data: { type: 'string' },
  share: { type: 'string' },
  port: { type: 'string' },
  'guest-port': { type: 'string' },
  backend: { type: 'string' },
  style: { type: 'string' },
  server: { type: 'string', multiple: true },
} as const

/** Reads flags; throws AppError `invalid_input` naming the flag. `strict: false` skips what Chromium and Electron add. */
export function parseFlags(args: readonly string[], { strict }: { strict: boolean }): Flags {
  try {
    const { values } = parseArgs({ args: [...args], options: flagOptions, strict, allowPositionals: !strict })
    const known = Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(flagOptions, name)))
    return checkFlags(known)
  } catch (error) {
    if (error instanceof AppError) throw error
    const message = error instanceof Error ? error.message.split('. ')[0]! : String(error)
    throw new AppError('invalid_input', `${message}.`, 'See `photocall --help`.', { cause: error })
  }
}

/** Checks flags that were read already. */
export function checkFlags(values: Record<string, unknown>): Flags {
  const parsed = flagsShape.safeParse(values)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const flag = `--${issue?.path.join('.') ?? ''}`
  throw new AppError('invalid_input', `${flag}: ${issue?.message ?? 'not valid'}.`, 'See `photocall --help`.')
}

/** Environment variables that stand between flags and settings. */
export const environmentShape = z.object({
  PHOTOCALL_DATA: z.string().min(1).optional(),
  PHOTOCALL_SHARE: z.string().min(1).optional(),
  API_HOST: z.string().min(1).optional(),
  API_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  COMFYUI_HOST: z.string().min(1).max(250).optional(),
  COMFYUI_PORT: z.coerce.number().int().min(1).max(65535).optional(),
  /** Seconds that a job of the job broker may take; 600 unless told. */
  JOB_TIMEOUT: z.coerce.number().min(1).max(86_400).optional(),
  /** Seconds; of brokers whose workers ask for work. Here the work is handed over at once, so it is without effect. */
  WORKER_POLL_INTERVAL: z.coerce.number().positive().optional(),
})
export type Environment = z.infer<typeof environmentShape>

/** Throws AppError `invalid_input` naming the variable. */
export function parseEnvironment(env: NodeJS.ProcessEnv): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environmentShape.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const name = String(issue?.path[0] ?? 'The environment')
  throw new AppError('invalid_input', `${name}: ${issue?.message ?? 'not valid'}.`, `Correct or unset ${name}.`)
}

/** How long a job of another program may be at work, and how long it waits for a server that is away. */
export const jobTimeoutSecOf = ({ JOB_TIMEOUT = 600 }: Pick<Environment, 'JOB_TIMEOUT'>): number => JOB_TIMEOUT

/** What lies over the settings file for this run: flags, then environment. The port may be 0 here: any free one. */
export function overlayOf(flags: Flags, environment: Environment): { patch: SettingsPatch; port: number | null } {
  const lan = flags.lan ?? (environment.API_HOST === undefined ? undefined : opensLan(environment.API_HOST))
  const dir = flags.share ?? environment.PHOTOCALL_SHARE
  const patch: SettingsPatch = {
    ...(lan === undefined ? {} : { server: { lan } }),
    ...(dir === undefined ? {} : { share: { dir: resolve(dir) } }),
    ...(flags.style === undefined ? {} : { event: { style: flags.style } }),
    ...serversOf(flags, environment),
  }
  return { patch, port: flags.port ?? environment.API_PORT ?? null }
}

/** Without COMFYUI_HOST no server comes from the environment. */
function serversOf({ server }: Flags, { COMFYUI_HOST: host, COMFYUI_PORT: port = 8188 }: Environment): SettingsPatch {
  const urls = server ?? (host === undefined ? [] : [host.includes('://') ? host : `http://${host}:${port}`])
  if (urls.length === 0) return {}
  return { comfyui: { servers: urls.map((url, place) => serverSettings.parse({ id: `run-${place + 1}`, url })) } }
}

function opensLan(host: string): boolean {
  return !['127.0.0.1', '::1', 'localhost'].includes(host)
}

/** The data folder: `--data`, else PHOTOCALL_DATA, else where the system keeps programs' data. */
export function dataDirOf(flags: Flags, environment: Environment, platform = process.platform): string {
  const chosen = flags.data ?? environment.PHOTOCALL_DATA
  return chosen ? resolve(chosen) : usualDataDir(platform)
}

/** Where the system keeps programs' data. */
export function usualDataDir(platform = process.platform): string {
  if (platform === 'win32')
    return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Photocall Console')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Photocall Console')
  return join(process.env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'photocall-console')
}
