import { once } from 'node:events'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { addresses, shotTicketHeader, shutterMissHeader } from '../../src/contract/addresses'
import { pressOutput } from '../../src/contract/commands'
import type { Ledger } from './ledger'
import { numberedPicture } from './numbered-picture'

/** A paired browser that looks at the console and is the booth's camera. */
export interface Operator {
  /** Pictures that the booth has in hand, by what it says. */
  inHand(): { line: number; share: number }
  /** One press without a countdown; resolves when it is answered, `cut` where the booth went before. */
  press(): Promise<'taken' | 'cut'>
  close(): void
}

const entry = z.object({ path: z.array(z.string()), value: z.unknown().optional() })
const heard = z.discriminatedUnion('type', [
  z.object({ type: z.literal('snapshot'), state: z.looseObject({ jobs: z.record(z.string(), z.unknown()) }) }),
  z.object({ type: z.literal('patch'), entries: z.array(entry) }),
  z.looseObject({ type: z.literal('shoot'), jobId: z.string(), ticket: z.string() }),
  z.looseObject({ type: z.literal('reply'), id: z.number(), ok: z.boolean() }),
])
const jobFacts = z.object({ state: z.string() })
const queueFacts = z.object({ waiting: z.number() })
const shareFacts = z.object({ waiting: z.number() })
type Reply = Extract<z.infer<typeof heard>, { type: 'reply' }>
const refusal = z.object({ error: z.object({ code: z.string() }) })

/** Spends the pairing code that the booth printed; the cookie outlives the booth. */
export async function pairedCookie(pairUrl: string): Promise<string> {
  const url = new URL(pairUrl)
  const body = new URLSearchParams({ code: url.searchParams.get('code') ?? '' })
  const answer = await fetch(new URL('/pair', url), { method: 'POST', body, redirect: 'manual' })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (!cookie) throw new Error(`Pairing was answered with ${answer.status}.`)
  return cookie
}

/** Resolves when the booth has shown its state and knows the camera. */
export async function connectOperator(deps: { base: string; cookie: string; ledger: Ledger }): Promise<Operator> {
  const { base, cookie, ledger } = deps
  const socket = new WebSocket(new URL(addresses.socket, base), { headers: { cookie } })
  const replies = new Map<number, (reply: Reply | null) => void>()
  let lastId = 0
  let line = 0
  let share = 0

  function see(path: readonly string[], value: unknown) {
    if (path[0] === 'jobs' && path[1] && jobFacts.safeParse(value).data?.state === 'saved') ledger.announce(path[1])
    if (path[0] === 'queue') line = queueFacts.parse(value).waiting
    if (path[0] === 'share') share = shareFacts.parse(value).waiting
  }

  function hear(data: Buffer) {
    const message = heard.parse(JSON.parse(data.toString()))
    if (message.type === 'reply') answer(message.id, message)
    if (message.type === 'patch') for (const { path, value } of message.entries) see(path, value)
    if (message.type === 'shoot') void shoot(message)
    if (message.type !== 'snapshot') return
    see(['queue'], message.state['queue'])
    see(['share'], message.state['share'])
    for (const [id, job] of Object.entries(message.state.jobs)) see(['jobs', id], job)
  }

  /** Null where the booth went before it answered. */
  function command(name: string, input: unknown): Promise<Reply | null> {
    const id = ++lastId
    return new Promise((resolve) => {
      replies.set(id, resolve)
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ type: 'command', id, name, input }))
      else answer(id, null)
    })
  }

  function answer(id: number, reply: Reply | null) {
    replies.get(id)?.(reply)
    replies.delete(id)
  }

  async function shoot({ jobId, ticket }: { jobId: string; ticket: string }) {
    const number = ledger.nextNumber()
    const bytes = await numberedPicture(number)
    const headers = { cookie, 'content-type': 'image/jpeg', [shotTicketHeader]: ticket, [shutterMissHeader]: '0' }
    const request = { method: 'PUT', headers, body: new Blob([bytes]) }
    const status = await fetch(new URL(addresses.shot(jobId), base), request).then(
      (reply) => reply.status,
      () => null,
    )
    if (status === 204) ledger.shot(jobId, { number, bytes })
    else if (status !== null) ledger.refuse(`shot ${status}`)
  }

  async function press(): Promise<'taken' | 'cut'> {
    const reply = await command('capture.press', { countdownSec: 0, style: 'duotone' })
    if (reply === null) return 'cut'
    if (!reply.ok) ledger.refuse(refusal.parse(reply).error.code)
    else ledger.press(pressOutput.parse(reply['output']).jobId)
    return 'taken'
  }

  socket.on('message', hear)
  socket.on('error', () => undefined) // a killed booth is what this is for; the close follows
  socket.on('close', () => [...replies.keys()].forEach((id) => answer(id, null)))
  await once(socket, 'message')
  await command('camera.report', {
    status: 'ready',
    label: 'Soak',
    widthPx: 160,
    heightPx: 120,
    devices: [{ label: 'Soak' }],
  })
  return { inHand: () => ({ line, share }), press, close: () => socket.terminate() }
}
