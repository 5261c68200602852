import { describe, expect, it } from 'vitest'
import { createManualClock } from '../lib/clock'
import { silentLog } from '../lib/log'
import type { ComfyApi, QueuedPrompt } from './comfy-api'
import { ComfyRequestError } from './comfy-http'
import type { ComfyEvent, HistoryEntry } from './messages'
import { runPrompt } from './prompt-run'
import type { RunEnd } from './run-end'
import { runTimes, type RunTimes } from './run-watch'

const promptId = '11111111-1111-4111-8111-111111111111'
/** Of a client that is none of ours. */
const anothers = 'another'
const success: HistoryEntry = {
  prompt: [],
  outputs: { '3': { images: [{ filename: 'a.png', subfolder: '', type: 'output' }] } },
  status: { status_str: 'success', completed: true, messages: [] },
}

/** A run whose server is the test: what its queue and history say, what it sends, and what time it is. */
function scene(times: Partial<RunTimes> = {}, { submits = true } = {}) {
  const clock = createManualClock()
  const server = {
    running: [] as string[],
    pending: [] as string[],
    history: null as HistoryEntry | null,
    /** What is there under an id that only our mark leads to. */
    marked: null as { promptId: string; entry: HistoryEntry } | null,
    isDown: false,
    isMute: false,
    /** What it names to whoever comes back while a job of this client is at work. */
    node: '2',
  }
  const abort = new AbortController()
  let listen: (event: ComfyEvent) => void = () => undefined
  let reopen: () => void = () => undefined
  let renewals = 0
  let quietSinceMs = 0
  let looks = 0
  let end: RunEnd | null = null
  const answer = <T>(value: T): Promise<T> =>
    server.isDown ? Promise.reject(new ComfyRequestError(null, '', 'connect ECONNREFUSED')) : Promise.resolve(value)
  const items = (ids: string[]): QueuedPrompt[] => ids.map((id) => ({ promptId: id, mark: null }))
  const api = {
    submit: () => answer({ promptId, nodeErrors: {} }),
    queue: () => {
      looks++
      return answer({ running: items(server.running), pending: items(server.pending) })
    },
    history: () => answer(server.history),
    finishedWith: () => answer(server.marked),
  } as Partial<ComfyApi> as ComfyApi
  const socket = {
    ready: () => Promise.resolve(),
    follow(_id: string, told: (event: ComfyEvent) => void, onReopened: () => void) {
      listen = told
      reopen = onReopened
      return () => undefined
    },
    hasSpoken: () => !server.isMute,
    quietMs: () => clock.monotonicMs() - quietSinceMs,
    renew() {
      renewals++
      quietSinceMs = clock.monotonicMs()
      const isOurs = server.running.some((id) => id !== anothers)
      if (isOurs && !server.isMute) listen({ type: 'executing', promptId: null, node: server.node })
      reopen()
    },
    close: () => Promise.resolve(),
  }
  const run = runPrompt(
    { api, socket, clock, log: silentLog },
    {
      ...{ promptId, mark: promptId, signal: abort.signal, times: { ...runTimes, ...times } },
      submit: submits ? { graph: {}, clientId: 'c', outputNode: '3' } : null,
      onEvent: () => undefined,
      onRenamed: () => undefined,
    },
  ).then((reached) => (end = reached))
  run.catch(() => undefined)

  /** Lets promises settle, then moves time on in small steps. */
  async function pass(ms: number) {
    for (let left = ms; left > 0 && end === null; left -= 50) {
      clock.advance(Math.min(50, left))
      for (let turn = 0; turn < 12; turn++) await Promise.resolve()
    }
  }
  return {
    server,
    run,
    abort,
    pass,
    send: (event: ComfyEvent) => listen(event),
    reopen: () => reopen(),
    end: () => end,
    renewals: () => renewals,
    looks: () => looks,
  }
}

const started: ComfyEvent = { type: 'start', promptId }
const moved: ComfyEvent = { type: 'progress', promptId, node: '2', value: 1, max: 20 }

describe('the end of a prompt', () => {
  it('is never the success event alone: history decides, however late it is', async () => {
    const { server, send, pass, end } = scene()
    server.running = [promptId]
    send(started)
    send({ type: 'success', promptId })
    await pass(400)
    expect(end()).toBeNull()
    server.history = success
    server.running = []
    await pass(2500)
    expect(end()).toMatchObject({ state: 'done', entry: success })
  })

  it('is found by the poll when no event ever comes', async () => {
    const { server, pass, end } = scene()
    server.history = success
    await pass(runTimes.pollMs + 200)
    expect(end()).toMatchObject({ state: 'done' })
  })

  it('is looked for at once when the socket is open again', async () => {
    const { server, pass, end, reopen, looks } = scene()
    await pass(100)
    server.history = success
    expect(looks()).toBe(0)
    reopen()
    await pass(100)
    expect(end()).toMatchObject({ state: 'done' })
  })

  it('is told apart by the last message of history: failed, interrupted', async () => {
    const status = { status_str: 'error', completed: false }
    for (const [last, state] of [
      ['execution_error', 'failed'],
      ['execution_interrupted', 'interrupted'],
    ] as const) {
      const { server, send, pass, end } = scene()
      server.history = {
        prompt: [],
        outputs: {},
        status: {
          ...status,
          messages: [
            ['execution_start', {}],
            [last, {}],
          ],
        },
      }
      send({ type: 'executing', promptId, node: null })
      await pass(100)
      expect(end()).toMatchObject({ state })
    }
  })

  it('is not an ExecutionBlocked: the run goes on', async () => {
    const { send, pass, end, looks } = scene()
    const failure = { exception_type: 'ExecutionBlocked', exception_message: '', node_id: '3', node_type: 'SaveImage' }
    send({ type: 'failed', promptId, failure })
    await pass(500)
    expect([end(), looks()]).toEqual([null, 0])
  })

  it('is a loss when neither queue nor history knows it, asked twice', async () => {
    const { pass, end, looks } = scene()
    await pass(runTimes.pollMs + 100)
    expect([end(), looks()]).toEqual([null, 1])
    await pass(400)
    expect(end()).toEqual({ state: 'lost' })
  })

  it('of a prompt of an earlier life that died before the reply came is found by our mark', async () => {
    const { server, pass, end } = scene({}, { submits: false })
    server.marked = { promptId: 'an id of the server’s own', entry: success }
    await pass(500)
    expect(end()).toMatchObject({ state: 'done', promptId: 'an id of the server’s own' })
  })
})

describe('time', () => {
  it('counts from the start of the work, not from the submission', async () => {
    const { server, send, pass, end } = scene({ runMs: 90_000, queueMs: 900_000 })
    server.pending = [promptId]
    server.running = [anothers]
    await pass(200_000)
    expect(end()).toBeNull()
    server.running = [promptId]
    server.pending = []
    send(started)
    for (let second = 0; second < 89; second++) {
      send(moved)
      await pass(1000)
    }
    expect(end()).toBeNull()
    send(moved)
    await pass(3500)
    expect(end()).toEqual({ state: 'late', what: 'run', hangsAt: null })
  })

  it('has a limit of its own for waiting in the line', async () => {
    const { server, pass, end } = scene({ queueMs: 30_000 })
    server.pending = [promptId]
    await pass(29_000)
    expect(end()).toBeNull()
    await pass(4000)
    expect(end()).toEqual({ state: 'late', what: 'queue', hangsAt: null })
  })

  it('in the line is no stall, however long others take in front', async () => {
    const { server, send, pass, end } = scene({ runMs: 90_000, queueMs: 900_000, stallMs: 60_000 })
    server.pending = [promptId]
    server.running = [anothers]
    await pass(880_000)
    expect(end()).toBeNull()
    server.running = [promptId]
    server.pending = []
    await pass(55_000)
    expect(end()).toBeNull()
    send(moved)
    await pass(34_000)
    expect(end()).toBeNull()
  })

  it('without any movement at work is a stall, though no event told of the start', async () => {
    const { server, pass, end } = scene({ stallMs: 20_000 })
    server.running = [promptId]
    await pass(21_000)
    expect(end()).toBeNull()
    await pass(4000)
    expect(end()).toEqual({ state: 'late', what: 'stall', hangsAt: promptId })
  })

  it('on a server that never says a word is its time to run alone', async () => {
    const { server, pass, end } = scene({ stallMs: 20_000, runMs: 90_000 })
    server.running = [promptId]
    server.isMute = true
    await pass(89_000)
    expect(end()).toBeNull()
    await pass(5000)
    expect(end()).toEqual({ state: 'late', what: 'run', hangsAt: null })
  })

  it('on a server that was mute at first counts from when it could be heard', async () => {
    const { server, pass, end } = scene({ stallMs: 20_000, runMs: 90_000 })
    server.running = [promptId]
    server.isMute = true
    await pass(40_000)
    server.isMute = false
    await pass(17_000)
    expect(end()).toBeNull()
    await pass(6000)
    expect(end()).toEqual({ state: 'late', what: 'stall', hangsAt: promptId })
  })

  it('without any movement at work is a stall', async () => {
    const { server, send, pass, end } = scene({ stallMs: 20_000 })
    server.running = [promptId]
    send(started)
    await pass(19_000)
    expect(end()).toBeNull()
    await pass(4000)
    expect(end()).toEqual({ state: 'late', what: 'stall', hangsAt: promptId })
  })

  it('passes though our own reconnections are answered with the node that stands still', async () => {
    const { server, send, pass, end, renewals } = scene({ stallMs: 60_000, runMs: 90_000 })
    server.running = [promptId]
    send(started)
    send({ type: 'executing', promptId, node: '2' })
    await pass(59_000)
    expect([end(), renewals()]).toEqual([null, 2])
    await pass(5000)
    expect(end()).toEqual({ state: 'late', what: 'stall', hangsAt: promptId })
  })

  it('in which reconnections name ever other nodes is no silence', async () => {
    const { server, send, pass, end, renewals } = scene({ stallMs: 60_000, runMs: 300_000 })
    server.running = [promptId]
    send(started)
    send({ type: 'executing', promptId, node: '2' })
    for (const node of ['3', '4']) {
      server.node = node
      const before = renewals()
      while (renewals() === before) await pass(1000)
    }
    await pass(35_000)
    expect(end()).toBeNull()
  })

  it('in the line behind a prompt that we gave up is no work, though reconnections name its node', async () => {
    const { server, pass, end, renewals } = scene({ stallMs: 60_000, runMs: 90_000, queueMs: 200_000 })
    server.pending = [promptId]
    server.running = ['given up']
    await pass(199_000)
    expect([end(), renewals() > 2]).toEqual([null, true])
    await pass(4000)
    expect(end()).toEqual({ state: 'late', what: 'queue', hangsAt: 'given up' })
  })

  it('in the line that moves, however slowly, is no sign of a server that hangs', async () => {
    const { server, pass, end } = scene({ queueMs: 200_000 })
    server.pending = [promptId]
    server.running = [anothers]
    await pass(10_000)
    server.running = ['one more']
    await pass(195_000)
    expect(end()).toEqual({ state: 'late', what: 'queue', hangsAt: null })
  })

  it.each([
    ['that hangs, after more than a minute of silence', 29_000, promptId],
    ['that is slow, after less', 34_000, null],
  ])('to run is over on a server %s', async (_what, movedAtMs, hangsAt) => {
    const { server, send, pass, end } = scene({ stallMs: 90_000, runMs: 90_000 })
    server.running = [promptId]
    send(started)
    await pass(movedAtMs)
    send(moved)
    await pass(95_000 - movedAtMs)
    expect(end()).toEqual({ state: 'late', what: 'run', hangsAt })
  })

  it('without any answer is a server that is away, and a short silence is none', async () => {
    const { server, pass, end } = scene({ unreachableMs: 15_000 })
    server.running = [promptId]
    await pass(5000)
    server.isDown = true
    await pass(10_000)
    server.isDown = false
    await pass(5000)
    expect(end()).toBeNull()
    server.isDown = true
    await pass(20_000)
    expect(end()).toMatchObject({ state: 'unreachable' })
  })

  it('without any event opens the socket anew, ever more rarely', async () => {
    const { server, send, pass, renewals } = scene({ muteMs: 10_000, stallMs: 600_000, runMs: 600_000 })
    server.running = [promptId]
    send(started)
    await pass(65_000)
    expect(renewals()).toBe(2)
  })

  it('ends with the signal’s reason', async () => {
    const { run, abort, pass } = scene()
    abort.abort(new Error('cancelled'))
    await pass(50)
    await expect(run).rejects.toThrow('cancelled')
  })
})
