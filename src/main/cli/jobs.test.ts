import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { jobView, type Job } from '../../contract/job'
import { createCore, type Core } from '../core'
import { checkFlags } from '../flags'
import { buildImageChild } from '../images/testing/child-program'
import { writePicture } from '../images/testing/pictures'
import { silentLog } from '../lib/log'
import { testPlatform } from '../testing/test-platform'
import { runCli } from './run-cli'

const program = { role: 'program' as const, clientId: null }
const open: Core[] = []
let imageChildPath: string
beforeAll(async () => void (imageChildPath = await buildImageChild()))
afterEach(async () => {
  for (const core of open.splice(0)) await core.close()
})

/** A booth in which one job is saved, one waits for a server that is not there, and one was cancelled. */
async function booth() {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-cli-jobs-'))
  const folders = { data: join(dir, 'data'), share: join(dir, 'share') }
  const flags = checkFlags({ ...folders, port: 0, server: ['http://127.0.0.1:9'] })
  const platform = testPlatform(dir, imageChildPath)
  const options = { dataDir: folders.data, flags, environment: {}, platform, feature: () => silentLog }
  const core = await createCore({ ...options, listens: true })
  open.push(core)
  const image = await writePicture(join(dir, 'guest.jpg'))
  const hand = async (style: string) => {
    const path = await writePicture(join(dir, `${style}.jpg`))
    return (await core.upload({ path, style })).jobId
  }
  const jobOf = async (jobId: string) => (await core.dispatch(program, 'jobs.show', { jobId })) as Job
  const saved = await hand('duotone')
  await vi.waitFor(async () => expect((await jobOf(saved)).state).toBe('saved'), { timeout: 60_000 })
  const waiting = await hand('connection-test')
  const cancelled = await hand('connection-test')
  await core.dispatch(program, 'jobs.cancel', { jobId: cancelled })
  const said = { out: '', err: '' }
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    live: false,
    columns: 80,
  }
  async function run(...args: string[]) {
    Object.assign(said, { out: '', err: '' })
    const code = await runCli(['jobs', ...args, '--data', folders.data, '--share', folders.share], terminal)
    return { code, ...said }
  }
  return { core, image, run, jobOf, saved, waiting, cancelled }
}

const listed = z.object({ total: z.number(), jobs: z.array(jobView) })

describe('photocall jobs', () => {
  it('lists, shows, cancels and retries through the console that runs, and lists the same without one', async () => {
    const { core, run, jobOf, saved, waiting, cancelled } = await booth()
    const all = await run('list')
    expect(all.code).toBe(0)
    const lines = all.out.trim().split('\n')
    expect(lines[0]).toMatch(/^JOB +STATE +STYLE +PRESSED +ID +FILE OR REASON$/)
    expect(lines.slice(1).map((line) => line.split(/ +/)[0])).toEqual(['#3', '#2', '#1'])
    expect(lines[3]).toContain((await jobOf(saved)).result!.name)

    const some = await run('list', '--state', 'saved', '--state', 'cancelled', '--json')
    expect(listed.parse(JSON.parse(some.out)).jobs.map(({ id }) => id)).toEqual([cancelled, saved])
    const few = await run('list', '--limit', '1')
    expect(few.err).toContain('--limit')

    const shown = await run('show', '1')
    expect(shown.out).toMatch(/state +saved\nstyle +duotone \(builtin\)\n/)
    expect(JSON.parse((await run('show', saved, '--json')).out)).toMatchObject({ id: saved, number: 1, state: 'saved' })

    expect(await run('cancel', '#2')).toMatchObject({ code: 0, out: '#2 cancelled\n' })
    expect((await jobOf(waiting)).state).toBe('cancelled')
    expect((await run('cancel', '2')).code).toBe(4)
    const again = await run('retry', cancelled, '--style', 'duotone', '--json')
    expect(JSON.parse(again.out)).toMatchObject({ jobId: cancelled, number: 3 })
    await vi.waitFor(async () => expect((await jobOf(cancelled)).state).toBe('saved'), { timeout: 60_000 })

    const before = (await run('list')).out
    await core.close()
    expect(await run('list')).toMatchObject({ out: before, err: '' })
    expect((await run('cancel', '1')).err).toContain('its unfinished jobs go on')
  }, 240_000)

  it.each([
    [['list', 'more'], /verb/],
    [[], /verb/],
    [['sort', '1'], /verb/],
    [['show'], /verb/],
    [['show', '1', '2'], /verb/],
    [['show', 'twelve'], /"twelve" is no job/],
    [['show', '0'], /is no job/],
    [['show', '../1'], /is no job/],
    [['list', '--state', 'ready'], /--state: /],
    [['list', '--limit', '0'], /--limit: must be a whole number/],
    [['list', '--limit', 'all'], /--limit: must be a whole number/],
    [['show', '1', '--limit', '3'], /--limit is for `photocall jobs list`/],
    [['cancel', '1', '--style', 'comic'], /--style is for `photocall jobs retry`/],
    [['retry', '1', '--style', 'No Style'], /--style: /],
    [['list', '--colour'], /--colour/],
  ])('%j ends with 2 before any booth is asked', async (args, message) => {
    const said = { out: '', err: '' }
    const terminal = {
      out: (text: string) => void (said.out += text),
      err: (text: string) => void (said.err += text),
      live: false,
      columns: 80,
    }
    expect(await runCli(['jobs', ...args], terminal)).toBe(2)
    expect(said.err).toMatch(message)
    expect(said.out).toBe('')
  })

  it('a job that there is not is told with 4', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'photocall-cli-jobs-'))
    let err = ''
    const terminal = { out: () => undefined, err: (text: string) => void (err += text), live: false, columns: 80 }
    const folders = ['--data', join(dir, 'data'), '--share', join(dir, 'share')]
    expect(await runCli(['jobs', 'show', '7', ...folders], terminal)).toBe(4)
    expect(err).toContain('no job #7')
  })
})
