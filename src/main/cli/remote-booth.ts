import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import WebSocket from 'ws'
import { addresses } from '../../contract/addresses'
import { serverMessage } from '../../contract/app-state'
import { pressOutput } from '../../contract/commands'
import { AppError, errorFacts } from '../../contract/errors'
import type { JobView } from '../../contract/job'
import { extensionOf, mediaType } from '../../contract/media'
import type { GenerateProgress } from '../backends/backend'
import { hasEnded, progressIn, viewIn, type Booth } from './booth'
import { writeNew } from './new-file'

interface Remote {
  baseUrl: string
  token: string
}

/** One command to the process that owns the data folder; rejects with what it answered. */
export function createRemoteCommand(remote: Remote): (name: string, input: unknown) => Promise<unknown> {
  const ask = createAsk(remote)
  return async (name, input) => {
    const headers = { 'content-type': 'application/json' }
    return (await ask(addresses.command(name), { method: 'POST', headers, body: JSON.stringify(input) })).json()
  }
}

/** GET at the process that owns the data folder, whatever it answers; rejects where it is gone. */
export function createRemoteFetch({ baseUrl, token }: Remote): (path: string) => Promise<Response> {
  return (path) =>
    fetch(baseUrl + path, { headers: { authorization: `Bearer ${token}` } }).catch((cause: unknown) => {
      throw gone(baseUrl, cause)
    })
}

const gone = (baseUrl: string, cause: unknown): AppError =>
  new AppError('backend_unavailable', `The console at ${baseUrl} does not answer.`, 'Start it again.', { cause })

function createAsk({ baseUrl, token }: Remote): (path: string, init: RequestInit) => Promise<Response> {
  const authorization = `Bearer ${token}`
  return ask

  async function ask(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...(init.headers as Record<string, string>), authorization }
    const response = await fetch(baseUrl + path, { ...init, headers }).catch((cause: unknown) => {
      throw gone(baseUrl, cause)
    })
    if (response.ok) return response
    const facts = errorFacts.safeParse(await response.json().catch(() => null))
    if (facts.success) throw new AppError(facts.data.code, facts.data.message, facts.data.hint)
    throw new AppError('internal', `The console answered ${response.status}.`, 'Look into its logs.')
  }
}

/** The booth of the process that owns the data folder, reached by its `cli-token`. */
export function createRemoteBooth(remote: Remote): Booth {
  const { baseUrl, token } = remote
  const authorization = `Bearer ${token}`
  const ask = createAsk(remote)
  const command = createRemoteCommand(remote)

  return {
    async hand(imagePath, { inputs, ...facts }) {
      const asked = { ...facts, ...(inputs && { inputs }) }
      if (imagePath === null) return pressOutput.parse(await command('capture.fromWords', asked)).jobId
      const words = { ...facts, ...(inputs && { inputs: JSON.stringify(inputs) }) }
      const query = new URLSearchParams(
        Object.entries(words).map(([name, value]): [string, string] => [name, String(value)]),
      )
      const { size } = await stat(imagePath)
      const body = Readable.toWeb(createReadStream(imagePath)) as ReadableStream<Uint8Array>
      const headers = { 'content-type': 'application/octet-stream', 'content-length': String(size) }
      const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
      const response = await ask(`${addresses.uploads}?${query.toString()}`, init)
      return pressOutput.pick({ jobId: true }).parse(await response.json()).jobId
    },
    follow: (jobId, onProgress) => followOverSocket(baseUrl, authorization, jobId, onProgress),
    async fetchResult(jobId, pathFor) {
      const response = await ask(addresses.result(jobId), {})
      const type = mediaType.safeParse(response.headers.get('content-type'))
      const target = pathFor(`result.${extensionOf[type.success ? type.data : 'image/jpeg']}`)
      const save = (path: string) =>
        pipeline(Readable.fromWeb(response.body as never), createWriteStream(path, { flags: 'wx' }))
      await writeNew(target, save)
      return target
    },
    cancel: async (jobId) => void (await command('jobs.cancel', { jobId })),
    close: () => Promise.resolve(),
  }
}

function followOverSocket(
  baseUrl: string,
  authorization: string,
  jobId: string,
  onProgress: (progress: GenerateProgress) => void,
): Promise<JobView> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(baseUrl.replace(/^http/, 'ws') + addresses.socket, { headers: { authorization } })
    const lost = () =>
      reject(new AppError('backend_unavailable', 'The console is gone.', 'The job goes on when it is started again.'))
    socket.on('error', lost)
    socket.on('close', lost)
    socket.on('message', (data: Buffer) => {
      const message = serverMessage.safeParse(JSON.parse(data.toString()))
      if (!message.success) return
      const view = viewIn(message.data, jobId)
      if (!view) return
      const progress = progressIn(view)
      if (progress) onProgress(progress)
      if (!hasEnded(view)) return
      resolve(view)
      socket.close()
    })
  })
}
