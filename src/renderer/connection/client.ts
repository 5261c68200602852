import { addresses, shotTicketHeader, shutterMissHeader } from '../../contract/addresses'
import { serverMessage, type ServerMessage } from '../../contract/app-state'
import {
  commands,
  pressOutput,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type PressOutput,
} from '../../contract/commands'
import { zipOffer, zipProgress, type ZipChoice, type ZipOffer, type ZipProgress } from '../../contract/capture-zip'
import { AppError, errorFacts, type ErrorFacts } from '../../contract/errors'
import { changedEvent, type ChangedEvent } from '../../contract/event'
import type { Mirror } from './mirror'
import type { Transport } from './transport'

export type ShootRequest = Extract<ServerMessage, { type: 'shoot' }>

export interface Client {
  /** Asks the core; rejects with AppError, also when no answer comes. */
  command<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>
  /** A picture file as a new job. */
  upload(file: Blob, options?: { style?: string; prompt?: string }): Promise<PressOutput>
  /** The camera's picture of a job; `missMs` is how late (positive) the shutter was. */
  deliverShot(request: Pick<ShootRequest, 'jobId' | 'ticket'>, jpeg: Blob, missMs: number): Promise<void>
  /** A PNG as an event's overlay. */
  putOverlay(eventId: string, png: Blob): Promise<ChangedEvent>
  /** Offers pictures as one ZIP; a link to `addresses.zip` of it fetches them. */
  offerZip(choice: ZipChoice): Promise<ZipOffer>
  zipProgress(id: string): Promise<ZipProgress>
  /** Its download breaks off. */
  cancelZip(id: string): Promise<void>
  /** Called when this window, as the camera's owner, has to take a picture. */
  onShoot(listen: (request: ShootRequest) => void): () => void
  close(): void
}

export interface ClientOptions {
  transport: Transport
  mirror: Mirror
  /** How long an answer may take where `limitsMs` says nothing else. */
  timeoutMs?: number
  fetchHere?: typeof fetch
}

interface Waiting {
  resolve: (output: unknown) => void
  reject: (error: AppError) => void
  timer: ReturnType<typeof setTimeout> | undefined
}

/** Above the core's own limits, so that its reason is told; null where a person may think as long as they like. */
const limitsMs: Partial<Record<CommandName, number | null>> = {
  'app.chooseFolder': null,
  'app.choosePicture': null,
  'app.saveSupport': null,
  // what it is 5 s, its queue 10 s, its nodes 60 s
  'servers.check': 90_000,
  // a picture 60 s, and what it takes to show it
  'servers.test': 90_000,
  // ending what runs 10 s
  'servers.restart': 30_000,
}

export function createClient(options: ClientOptions): Client {
  const { transport, mirror, timeoutMs = 15_000, fetchHere = (...args) => fetch(...args) } = options
  const waiting = new Map<number, Waiting>()
  const shootListeners = new Set<(request: ShootRequest) => void>()
  let nextId = 1
  let isUp = false
  let isSnapshotAsked = false

  const stopMessages = transport.onMessage((raw) => {
    const parsed = serverMessage.safeParse(raw)
    if (parsed.success) receive(parsed.data)
    else console.warn('The server sent a message of unknown shape.', parsed.error.issues)
  })
  const stopLink = transport.onLink((up) => {
    isUp = up
    mirror.setLink(up)
    // A new link begins with a snapshot by itself.
    isSnapshotAsked = false
    if (!up) failAll()
  })

  /** Once, however many patches do not fit meanwhile. */
  function askSnapshot() {
    if (isSnapshotAsked) return
    isSnapshotAsked = true
    transport.post({ type: 'resync' })
  }

  function receive(message: ServerMessage) {
    if (message.type === 'reply') settle(message)
    else if (message.type === 'shoot') tellShoot(message)
    else {
      if (message.type === 'snapshot') isSnapshotAsked = false
      if (!mirror.receive(message)) askSnapshot()
    }
  }

  function tellShoot(request: ShootRequest) {
    mirror.clock.observe(request.nowMs)
    for (const listen of shootListeners) listen(request)
  }

  function settle(reply: Extract<ServerMessage, { type: 'reply' }>) {
    const asked = waiting.get(reply.id)
    if (!asked) return
    forget(reply.id, asked)
    if (reply.ok) asked.resolve(reply.output)
    else asked.reject(appErrorOf(reply.error))
  }

  function forget(id: number, { timer }: Waiting) {
    clearTimeout(timer)
    waiting.delete(id)
  }

  function failAll() {
    for (const [id, asked] of waiting) {
      forget(id, asked)
      asked.reject(connectionLost())
    }
  }

  function ask(name: CommandName, input: unknown): Promise<unknown> {
    if (!isUp) return Promise.reject(connectionLost())
    const id = nextId++
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        waiting.delete(id)
        reject(noAnswer())
      }
      const { [name]: limitMs = timeoutMs } = limitsMs
      const timer = limitMs === null ? undefined : setTimeout(giveUp, limitMs)
      waiting.set(id, { resolve, reject, timer })
      transport.post({ type: 'command', id, name, input })
    })
  }

  return {
    async command(name, input) {
      const output = await ask(name, input)
      // Safe: parsed by the very schema that the type is inferred from.
      return commands[name].output.parse(output) as CommandOutput<typeof name>
    },
    async upload(file, { style, prompt } = {}) {
      const query = new URLSearchParams({
        ...(style !== undefined && { style }),
        ...(prompt !== undefined && { prompt }),
      })
      const response = await sendBody(fetchHere, `${addresses.uploads}?${query}`, 'POST', file, {
        'content-type': file.type || 'application/octet-stream',
      })
      return pressOutput.parse(await response.json())
    },
    async deliverShot({ jobId, ticket }, jpeg, missMs) {
      const headers = {
        'content-type': 'image/jpeg',
        [shotTicketHeader]: ticket,
        [shutterMissHeader]: String(Math.round(missMs)),
      }
      await sendBody(fetchHere, addresses.shot(jobId), 'PUT', jpeg, headers)
    },
    async putOverlay(eventId, png) {
      const headers = { 'content-type': 'image/png' }
      const response = await sendBody(fetchHere, addresses.eventOverlay(eventId), 'PUT', png, headers)
      return changedEvent.parse(await response.json())
    },
    async offerZip(choice) {
      const body = new Blob([JSON.stringify(choice)])
      const headers = { 'content-type': 'application/json' }
      const response = await sendBody(fetchHere, addresses.zips, 'POST', body, headers)
      return zipOffer.parse(await response.json())
    },
    async zipProgress(id) {
      const response = await request(fetchHere, addresses.zipProgress(id), {})
      return zipProgress.parse(await response.json())
    },
    async cancelZip(id) {
      await request(fetchHere, addresses.zip(id), { method: 'DELETE' })
    },
    onShoot(listen) {
      shootListeners.add(listen)
      return () => shootListeners.delete(listen)
    },
    close() {
      failAll()
      stopMessages()
      stopLink()
      transport.close()
    },
  }
}

/** Sends the bytes as one ArrayBuffer: a Blob body does not reach the desktop's own protocol whole. */
async function sendBody(
  fetchHere: typeof fetch,
  url: string,
  method: 'POST' | 'PUT',
  blob: Blob,
  headers: Record<string, string>,
): Promise<Response> {
  return request(fetchHere, url, { method, headers, body: await blob.arrayBuffer() })
}

/** Throws what the core refused it with. */
async function request(fetchHere: typeof fetch, url: string, init: RequestInit): Promise<Response> {
  const response = await fetchHere(url, init).catch((cause: unknown) => {
    throw connectionLost(cause)
  })
  if (!response.ok) throw appErrorOf(await errorBody(response))
  return response
}

async function errorBody(response: Response): Promise<ErrorFacts> {
  const body: unknown = await response.json().catch(() => null)
  const parsed = errorFacts.safeParse(body)
  if (parsed.success) return parsed.data
  return { code: 'internal', message: `The server answered ${response.status}.`, hint: 'Try again.' }
}

function appErrorOf({ code, message, hint, params }: ErrorFacts): AppError {
  return new AppError(code, message, hint, params ? { params } : {})
}

function connectionLost(cause?: unknown): AppError {
  return new AppError('not_possible_now', 'The connection to the booth is lost.', 'It comes back by itself.', { cause })
}

function noAnswer(): AppError {
  return new AppError('not_possible_now', 'The booth did not answer in time.', 'Try again.')
}
