import { errorFactsOf, type ErrorFacts } from '../../contract/errors'
import type { ServerCheck, ServerSettings } from '../../contract/server'
import { activeEventOf, type Settings } from '../../contract/settings'
import { createComfyApi } from '../comfy/comfy-api'
import { createComfyHttp } from '../comfy/comfy-http'
import { comfyStylesOf } from '../comfy/event-styles'
import { checkServer } from '../comfy/server-checks'
import { headersIn, headersName } from '../comfy/server-headers'
import { systemClock } from '../lib/clock'
import { peekSecrets } from '../settings/secrets'
import type { Style } from '../styles/styles'
import { bad, note, ok, type Finding } from './finding'

const topic = 'comfyui'
const probeTimeoutMs = 5000

interface Answer {
  server: ServerSettings
  check: ServerCheck | null
  error: ErrorFacts | null
  /** Its sign-in is there, and only the desktop app can open it. */
  isSealed: boolean
}

/** Asks each ComfyUI server in use whether it answers and what it lacks for the styles of the event. */
export async function checkServers(look: {
  settings: Settings
  styles: readonly Style[]
  /** `<data>/secrets.json`: the headers that servers want. */
  secretsFile: string
}): Promise<Finding[]> {
  const { settings, secretsFile } = look
  const event = activeEventOf(settings)
  const styles = comfyStylesOf(event, look.styles)
  const servers = settings.comfyui.servers.filter(({ enabled }) => enabled)
  const named = styles.filter(({ name }) => name === event.style || event.styles.includes(name))
  if (servers.length === 0) return named.map(({ name }) => withoutServer(name))
  const secrets = await peekSecrets(secretsFile)
  const ask = (server: ServerSettings) => answerOf(server, { styles, secrets })
  const answers = await Promise.all(servers.map(ask))
  return answers.flatMap((answer) => findingsOf(answer, { answers, named: named.map(({ name }) => name) }))
}

async function answerOf(
  server: ServerSettings,
  { styles, secrets }: { styles: readonly Style[]; secrets: Awaited<ReturnType<typeof peekSecrets>> },
): Promise<Answer> {
  const baseUrl = server.url.replace(/\/+$/, '')
  const headers = headersIn(secrets, server)
  const api = createComfyApi(createComfyHttp({ baseUrl, headers: () => headers, clock: systemClock }))
  const isSealed = secrets.sealed.includes(headersName(server.id))
  const link = {
    ...{ api, name: nameOf(server), probe: () => api.stats(probeTimeoutMs) },
    ...{ status: () => 'checking' as const, setAside: () => undefined },
  }
  try {
    return { server, isSealed, check: await checkServer(link, styles, systemClock), error: null }
  } catch (error) {
    return { server, isSealed, check: null, error: errorFactsOf(error) }
  }
}

interface Around {
  answers: readonly Answer[]
  /** Styles that the event names; others are offered because it names none. */
  named: readonly string[]
}

function findingsOf({ server, check, error, isSealed }: Answer, around: Around): Finding[] {
  const name = nameOf(server)
  if (!check) {
    const fact = `${name}: ${error?.message ?? 'it does not answer'}`
    const fix = error?.hint ?? 'Start it.'
    if (error?.code !== 'server_refused' || !isSealed) return [bad(topic, fact, `${fix} Or switch it off.`)]
    return [note(topic, fact, 'Its sign-in is opened by the desktop app alone: press Check there, under Servers.')]
  }
  const version = check.version === '' ? 'a version that it does not tell' : check.version
  const lacks = Object.entries(check.styles).flatMap(([style, missing]) =>
    missing.map((one) => lacking({ name, style, missing: one }, around)),
  )
  return [ok(topic, `${name}: ComfyUI ${version}, answered in ${check.latencyMs} ms`), ...lacks]
}

/** What another server has is made there; what the event does not name is no more than offered. */
function lacking(
  { name, style, missing }: { name: string; style: string; missing: ErrorFacts },
  { answers, named }: Around,
): Finding {
  const fact = `${name}: ${missing.message}`
  if (answers.some(({ check }) => check?.styles[style]?.length === 0))
    return note(topic, `${fact} Another server has it.`, missing.hint)
  if (named.includes(style)) return bad(topic, fact, missing.hint)
  return note(topic, fact, `${missing.hint} Or choose the styles of the event without it.`)
}

function withoutServer(style: string): Finding {
  const fix = 'Add one in Settings, under Servers, or with --server; or choose a built-in style.'
  return bad(topic, `the style "${style}" of the event needs a server, and none is in use`, fix)
}

const nameOf = ({ name, url }: ServerSettings): string => (name === '' ? url : `${name} (${url})`)
