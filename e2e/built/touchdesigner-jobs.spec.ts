import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, root, test } from '../fixtures'
import { startBooth } from '../served-booth'

const python = process.platform === 'win32' ? 'python' : 'python3'
const jpegStart = 'ffd8ff'

/** What one of the ways of `against_console.py` has seen; it ends with an error where it waited in vain. */
async function seenBy(way: 'client' | 'loop', url: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(python, [join(root, 'td/tests/against_console.py'), way, url])
  return JSON.parse(stdout)
}

test('frames go through the job broker one after the other, by the client and by the loop in TouchDesigner, and leave nothing behind', async ({
  folders,
}) => {
  const served = startBooth(folders)
  try {
    const { origin } = new URL(await served.opened)
    const round = { start: jpegStart, isGone: true }
    expect(await seenBy('client', origin)).toEqual({ results: [round, round] })
    expect(await seenBy('loop', origin)).toEqual({ start: jpegStart, error: '' })
    const health = await fetch(`${origin}/health`)
    expect(await health.json()).toMatchObject({ status: 'healthy', jobs_count: 0 })
  } finally {
    served.kill('SIGTERM')
    await served.ended
  }
})
