import { AppError } from '../../contract/errors'
import type { Job } from '../../contract/job'
import type { Broker } from '../broker/broker'
import type { Clock } from '../lib/clock'
import { createInFlight } from './in-flight'

/** Browsers and proxies give a connection up on which nothing moves. */
const heartbeatMs = 15_000
const streamLimit = 64
/** So that one program cannot keep all others out. */
const requesterLimit = 16
const terminal: readonly string[] = ['saved', 'failed', 'cancelled']

/** A job's changes as server-sent events: a slow reader gets the newest state, never a heap of old ones. */
export function createJobEvents(deps: {
  broker: Pick<Broker, 'get' | 'watch'>
  words: { eventOf(job: Job): object }
  clock: Clock
}): { open(requester: string, job: Job, signal: AbortSignal): Promise<Response> } {
  const { broker, words, clock } = deps
  const streams = createInFlight(streamLimit, 'event streams are already open')
  const counts = new Map<string, number>()

  async function counted(requester: string, work: () => Promise<void>): Promise<void> {
    const open = counts.get(requester) ?? 0
    if (open >= requesterLimit) {
      throw new AppError('too_busy', `${requesterLimit} of your event streams are already open.`, 'Close one first.')
    }
    counts.set(requester, open + 1)
    try {
      await streams(work)
    } finally {
      const left = (counts.get(requester) ?? 1) - 1
      if (left > 0) counts.set(requester, left)
      else counts.delete(requester)
    }
  }

  return {
    open(requester, { id }, signal) {
      return new Promise((resolve, reject) => {
        const opened = (body: ReadableStream<Uint8Array>) => resolve(new Response(body, { headers }))
        counted(requester, () => run(requester, id, signal, opened)).catch(reject)
      })
    },
  }

  /** Resolves when the stream is over. */
  function run(
    requester: string,
    id: string,
    signal: AbortSignal,
    opened: (body: ReadableStream<Uint8Array>) => void,
  ): Promise<void> {
    return new Promise((over) => {
      let due: 'state' | 'heartbeat' | null = 'state'
      let told = ''
      let isOver = false
      let asked: (() => void) | null = null
      let stopTimer = clock.after(heartbeatMs, beat)
      const stopWatching = broker.watch(id, () => wants('state'))

      function wants(what: 'state' | 'heartbeat'): void {
        due = due === 'state' ? due : what
        asked?.()
      }

      function beat(): void {
        stopTimer = clock.after(heartbeatMs, beat)
        wants('heartbeat')
      }

      function end(): void {
        if (isOver) return
        isOver = true
        stopTimer()
        stopWatching()
        signal.removeEventListener('abort', end)
        asked?.()
        over()
      }

      /** What is to be sent now; null for nothing. */
      function next(): { text: string; isLast: boolean } | null {
        if (due === 'heartbeat') {
          due = null
          return { text: ': still here\n\n', isLast: false }
        }
        if (due === null) return null
        due = null
        const job = find()
        const data = job ? JSON.stringify(words.eventOf(job)) : JSON.stringify({ id, status: 'deleted' })
        const isLast = job === null || terminal.includes(job.state)
        if (data === told && !isLast) return null
        told = data
        return { text: `event: ${job ? 'state' : 'deleted'}\ndata: ${data}\n\n`, isLast }
      }

      function find(): Job | null {
        try {
          return broker.get(requester, id)
        } catch (error) {
          if (error instanceof AppError && error.code === 'not_found') return null
          throw error
        }
      }

      async function pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
        for (;;) {
          const event = isOver ? null : next()
          if (event) controller.enqueue(encoder.encode(event.text))
          if (event?.isLast || isOver) {
            controller.close()
            return end()
          }
          if (event) return
          await new Promise<void>((resolve) => (asked = resolve))
          asked = null
        }
      }

      signal.addEventListener('abort', end, { once: true })
      opened(new ReadableStream<Uint8Array>({ pull, cancel: end }, { highWaterMark: 0 }))
    })
  }
}

const encoder = new TextEncoder()
const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // a proxy that gathers would keep events back
  'x-accel-buffering': 'no',
}
