import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import type { CommandOutput } from '../contract/commands'
import { lanAddresses } from './http/hosts'
import { openTdBooth, type TdBooth } from './testing/td-booth'

const python = process.platform === 'win32' ? 'python' : 'python3'
const script = join(import.meta.dirname, '../../td/tests/against_console.py')
const asConsole = { role: 'console' as const, clientId: null }
const jpegStart = 'ffd8ff'

/** This machine as others on its network see it. */
const address = lanAddresses().find((each) => !each.includes(':'))

let booth: TdBooth | null = null
afterEach(() => booth?.stop())

test.skipIf(address === undefined)(
  'from another computer the broker loop comes in by a token for jobs, which the line for TouchDesigner does not bring',
  async () => {
    booth = await openTdBooth({}, { style: 'pop-art', lan: true })
    const { core, port } = booth
    const url = `http://${address}:${port}`
    const { elsewhere } = (await core.dispatch(asConsole, 'td.install', {
      name: 'Wall',
    })) as CommandOutput<'td.install'>
    const ofLine = /Bearer ([\w-]+)/.exec(elsewhere[0]!)?.[1] ?? ''
    const made = await core.dispatch(asConsole, 'tokens.create', { name: 'Wall', scope: 'jobs' })
    const { token } = made as CommandOutput<'tokens.create'>
    const jobsBy = async (bearer: string) =>
      (await fetch(`${url}/jobs`, { headers: { authorization: `Bearer ${bearer}` } })).status
    expect([await jobsBy(ofLine), await jobsBy(token)]).toEqual([401, 200])

    const { stdout } = await promisify(execFile)(python, [script, 'loop', url, ofLine, token])
    expect(JSON.parse(stdout)).toEqual({ start: jpegStart, error: '' })
  },
)
