import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { soakCount } from '../../src/main/lib/testing/soak'
import { cliFile, definedEnvironment, expect, realPhotograph, test, textIn, type Folders } from '../fixtures'
import { createProgramClient, type ProgramClient } from '../program-client'

const jobs = soakCount(200)
const style = 'pop-art'

test(`kill -9 at random over ${jobs} jobs loses nothing, doubles nothing, shows no half file @soak`, async ({
  folders,
}) => {
  test.setTimeout(60_000 + jobs * 3_000)
  const random = createRandom(20_260_101)
  const jpeg = new Uint8Array(readFileSync(realPhotograph))
  const share = watchFinalNames(folders.shareDir)
  const accepted = new Set<string>()
  while (accepted.size < jobs) {
    const server = await startServer(folders)
    const killed = killAfter(server, 150 + random() * 900)
    await uploadUntilKilled({
      client: createProgramClient(folders.dataDir),
      jpeg,
      accepted,
    })
    await killed
  }
  const server = await startServer(folders)
  await finishEverything(createProgramClient(folders.dataDir))
  server.kill('SIGTERM')
  await once(server, 'exit')

  const files = namesIn(folders.shareDir)
  const idsOnShare = files.map((name) => idPattern.exec(name)?.[0] ?? name)
  expect(
    idsOnShare.filter((id, place) => idsOnShare.indexOf(id) !== place),
    'doubled',
  ).toEqual([])
  expect(
    [...accepted].filter((id) => !idsOnShare.includes(id)),
    'lost',
  ).toEqual([])
  expect(await share.broken(), 'seen under a final name before it was whole').toEqual([])
})

const idPattern = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/

function namesIn(shareDir: string) {
  return readdirSync(shareDir).filter((name) => name.endsWith('.jpg'))
}

async function startServer({ dataDir, shareDir }: Folders): Promise<ChildProcess> {
  const args = [cliFile, 'serve', '--data', dataDir, '--share', shareDir, '--port', '0']
  const child = spawn(process.execPath, args, { env: definedEnvironment() })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await textIn(child, () => output, /\/pair\?code=/)
  return child
}

async function killAfter(server: ChildProcess, delayMs: number) {
  const ended = once(server, 'exit')
  setTimeout(() => server.kill('SIGKILL'), delayMs)
  await ended
}

interface Uploading {
  client: ProgramClient
  jpeg: Uint8Array<ArrayBuffer>
  accepted: Set<string>
}

/** One upload after the other; what was answered counts as taken over, what was cut may or may not exist. */
async function uploadUntilKilled({ client, jpeg, accepted }: Uploading) {
  for (let count = 0; count < 4 && accepted.size < jobs; count++) {
    const jobId = await client.upload(jpeg, style).catch((error: unknown) => {
      if (error instanceof TypeError) return null // the connection was cut
      throw error
    })
    if (jobId === null) return
    accepted.add(jobId)
  }
}

/** Whoever was killed three times in the same step was put aside, visibly; a retry must save it. */
async function finishEverything(client: ProgramClient) {
  const states = ['counting', 'capturing', 'queued', 'generating', 'saving'] as const
  const unfinished = async () => (await client.command('jobs.list', { states: [...states] })).total
  await expect.poll(unfinished, { timeout: 120_000 }).toBe(0)
  const failed = await client.command('jobs.list', { states: ['failed'], limit: 500 })
  for (const { id, error } of failed.jobs) {
    expect(error?.code).toBe('poison')
    await client.command('jobs.retry', { jobId: id })
  }
  await expect.poll(unfinished, { timeout: 120_000 }).toBe(0)
  expect((await client.command('jobs.list', { states: ['failed'] })).total).toBe(0)
}

/** Decodes every file the moment its final name appears. */
function watchFinalNames(shareDir: string) {
  const checks = new Map<string, Promise<string | null>>()
  const look = () => {
    for (const name of namesIn(shareDir)) if (!checks.has(name)) checks.set(name, whyBroken(join(shareDir, name)))
  }
  const watcher = watch(shareDir, look)
  return {
    async broken() {
      look()
      watcher.close()
      return (await Promise.all(checks.values())).filter((reason) => reason !== null)
    },
  }
}

async function whyBroken(path: string): Promise<string | null> {
  const bytes = readFileSync(path) // at once, before anybody could mend it
  return sharp(bytes, { failOn: 'warning' })
    .raw()
    .toBuffer()
    .then(
      () => null,
      (error: unknown) => `${path}: ${String(error)}`,
    )
}

/** The same numbers in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
