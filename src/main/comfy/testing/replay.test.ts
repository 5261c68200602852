import { afterEach, describe, expect, it } from 'vitest'
import { serverSettings } from '../../../contract/server'
import { systemClock } from '../../lib/clock'
import { silentLog } from '../../lib/log'
import { ComfyRequestError } from '../comfy-http'
import { createGraphProgress } from '../graph-progress'
import { filesOf, type ComfyEvent } from '../messages'
import { newPromptId, runPrompt } from '../prompt-run'
import type { RunEnd } from '../run-end'
import { runTimes } from '../run-watch'
import { createServerLink } from '../server-link'
import { recordedJobs, type RecordedJob } from './recorded-job'
import { startRecordedServer } from './recorded-server'
import { readRecording, recordedSituations } from './recording'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Quick, because a recording plays without its pauses; what nobody ever ends is given up soon. */
const times = { ...runTimes, pollMs: 50, runMs: 60_000, stallMs: 60_000 }
const stuckTimes = { ...times, stallMs: 500 }

/** Our client as it follows a recorded job. */
async function follow(job: RecordedJob, { replyLast }: { replyLast: boolean }) {
  const server = await startRecordedServer(job, { replyLast })
  const settings = serverSettings.parse({ id: 'recorded', url: server.url })
  const common = { clock: systemClock, log: silentLog }
  const link = createServerLink({
    settings,
    clientId: 'ours',
    headers: () => ({}),
    ...common,
    onChange: () => undefined,
  })
  closers.push(link.close, server.close)
  await link.socket.ready(5000, null)
  const promptId = newPromptId()
  const progress = createGraphProgress(job.graph, job.outputNode)
  const fractions: number[] = []
  const events: ComfyEvent[] = []
  const end = await runPrompt(
    { api: link.api, socket: link.socket, ...common },
    {
      ...{ promptId, mark: promptId, times: job.end === 'stuck' ? stuckTimes : times },
      submit: { graph: job.graph, clientId: 'ours', outputNode: job.outputNode },
      signal: new AbortController().signal,
      onEvent(event) {
        events.push(event)
        const told = progress.see(event)
        if (told) fractions.push(told.fraction)
      },
      onRenamed: () => undefined,
    },
  ).catch((error: unknown) => error)
  return { end, fractions, events }
}

function judged(end: unknown): string {
  if (end instanceof ComfyRequestError) return 'refused'
  const { state } = end as RunEnd
  return state === 'late' ? 'stuck' : state
}

const versions = ['v2024-03', 'v2024-09', 'v0.3.64', 'v0.33.0']
const jobs = versions.flatMap((version) =>
  recordedSituations(version).flatMap((situation) =>
    recordedJobs(version, readRecording(version, situation)).map((job) => ({
      version,
      situation,
      job,
      about: job.about,
    })),
  ),
)

it('every way to end was recorded', () => {
  const ends = new Set(jobs.map(({ job }) => job.end))
  expect([...ends].sort()).toEqual(['done', 'failed', 'interrupted', 'left-out', 'lost', 'refused', 'stuck'])
  expect(new Set(jobs.map(({ version }) => version))).toEqual(new Set(versions))
})

describe.each([
  { how: 'as recorded', replyLast: false, played: jobs },
  // through a proxy a third of the recorded jobs was over before the reply came
  {
    how: 'whose reply to the submission comes last',
    replyLast: true,
    played: jobs.filter(({ job }) => job.end === 'done'),
  },
])('on a real server $how', ({ replyLast, played }) => {
  it.each(played)('a job of $version ends as it did there: $situation, $about', async ({ job }) => {
    const { end, fractions, events } = await follow(job, { replyLast })
    expect(judged(end)).toBe(job.end)
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    const { state } = end as RunEnd
    if (state !== 'done') return
    const { entry } = end as Extract<RunEnd, { state: 'done' }>
    expect(filesOf(entry.outputs[job.outputNode])).toEqual(filesOf(job.history!.outputs[job.outputNode]))
    const previews = events.filter((event) => event.type === 'preview')
    // pictures of a job whose id is not known yet are nobody's
    if (job.honoursIds || !replyLast) expect(previews).toHaveLength(previewsIn(job))
  })
})

/** Pictures on the way; a text frame (code 3) is none. */
const previewsIn = ({ after }: RecordedJob): number =>
  after.filter((line) => line.dir === 'ws' && line.msg.binary && line.msg['event'] !== 3).length
