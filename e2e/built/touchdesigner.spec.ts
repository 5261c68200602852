import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { z } from 'zod'
import { addresses } from '../../src/contract/addresses'
import { expect, root, test } from '../fixtures'
import { createProgramClient, type ProgramClient } from '../program-client'
import { startBooth } from '../served-booth'

const installed = z.object({ folder: z.string(), here: z.string() })
const python = process.platform === 'win32' ? 'python' : 'python3'

/** The scripts in the strict stand-in for TouchDesigner, installed by the console's own line. */
function startTouchDesigner(line: string): ChildProcess {
  const child = spawn(python, [join(root, 'td/tests/fake_booth.py')], { stdio: ['pipe', 'inherit', 'inherit'] })
  child.stdin?.write(`${line}\n`)
  return child
}

/** The operator's browser, paired by the address that the server prints. */
async function pairBrowser(pairUrl: string) {
  const { origin, searchParams } = new URL(pairUrl)
  const body = new URLSearchParams({ code: searchParams.get('code') ?? '' })
  const paired = await fetch(`${origin}/pair`, { method: 'POST', body, redirect: 'manual', headers: { origin } })
  const headers = { cookie: (paired.headers.get('set-cookie') ?? '').split(';')[0] ?? '', origin }

  return {
    /** It alone is told the line for the Textport. */
    async installLine(name: string) {
      const request = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } }
      const reply = await fetch(origin + addresses.command('td.install'), {
        ...request,
        body: JSON.stringify({ name }),
      })
      return installed.parse(await reply.json())
    },
    /** The first part of the live picture, up to the end of its first frame. */
    async firstLivePicture(): Promise<Buffer> {
      const reply = await fetch(origin + addresses.live, { headers })
      let read: Buffer = Buffer.alloc(0)
      // what undici gives is bytes
      for await (const chunk of reply.body as AsyncIterable<Uint8Array>) {
        read = Buffer.concat([read, chunk])
        const begin = read.indexOf('ffd8ff', 0, 'hex')
        const end = read.indexOf('ffd9', Math.max(0, begin), 'hex')
        // leaving the loop closes the connection
        if (begin >= 0 && end >= 0) return read.subarray(begin, end + 2)
      }
      throw new Error(`The live picture ended after ${read.length} bytes.`)
    },
  }
}

/** Each value once, in order, as a console sees it. */
async function progressOf(console_: ProgramClient, jobId: string, seen: number[]): Promise<string> {
  const job = (await console_.state()).jobs[jobId]
  const value = job?.progress ?? 0
  if (value !== seen.at(-1)) seen.push(value)
  return job?.state ?? 'unknown'
}

test('the line from the console builds the booth: live picture, progress, and a press that ends in a verified file', async ({
  folders,
}) => {
  const home = join(folders.dataDir, '..', 'home')
  mkdirSync(home)
  const env = { HOME: home, USERPROFILE: home, XDG_CONFIG_HOME: home }
  const served = startBooth(folders, ['--port', '0', '--style', 'touchdesigner'], { nodeArgs: [], env })
  const browser = await pairBrowser(await served.opened)
  const booth = createProgramClient(folders.dataDir)
  await booth.command('settings.change', { capture: { source: 'touchdesigner', countdownSec: 1 } })
  const { here, folder } = await browser.installLine('Escenario ñ')
  expect(folder.startsWith(home), folder).toBe(true)
  const touchDesigner = startTouchDesigner(here)
  try {
    await expect
      .poll(async () => (await booth.state()).touchdesigner.machines)
      .toMatchObject([{ name: 'Escenario ñ', saidHello: true, state: 'idle' }])
    const [machine] = (await booth.state()).touchdesigner.machines
    expect(machine?.checks.every(({ ok }) => ok)).toBe(true)
    expect(await sharp(await browser.firstLivePicture()).metadata()).toMatchObject({ width: 320, height: 240 })
    const { jobId } = await booth.command('capture.press', {})
    const seen: number[] = []
    await expect.poll(() => progressOf(booth, jobId, seen), { timeout: 180_000, intervals: [50] }).toBe('saved')
    expect([...seen].sort((a, b) => a - b)).toEqual(seen)
    const files = readdirSync(folders.shareDir).filter((name) => name.endsWith('.jpg'))
    expect(files).toEqual([expect.stringContaining(jobId)])
    expect(await sharp(join(folders.shareDir, files[0] ?? '')).metadata()).toMatchObject({ width: 320, height: 240 })
  } finally {
    const ended = touchDesigner.exitCode === null ? once(touchDesigner, 'exit') : null
    touchDesigner.stdin?.end()
    await ended
    served.kill('SIGTERM')
    await served.ended
  }
})
