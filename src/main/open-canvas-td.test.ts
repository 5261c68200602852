import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { openTdBooth, type TdBooth } from './testing/td-booth'

const python = process.platform === 'win32' ? 'python' : 'python3'
const script = join(import.meta.dirname, '../../td/tests/against_console.py')

let booth: TdBooth
afterEach(() => booth.stop())

test('what somebody draws in a room shows in the scripts’ TouchDesigner, which makes a saved picture of it', async () => {
  booth = await openTdBooth({}, { style: 'pop-art' })
  const { stdout } = await promisify(execFile)(python, [script, 'canvas', `http://127.0.0.1:${booth.port}`])
  const seen = JSON.parse(stdout) as { jobId: string; error: string }
  expect(seen.error).toBe('')
  expect(await booth.files()).toEqual([expect.stringContaining(seen.jobId)])
})
