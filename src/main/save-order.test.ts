import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildImageChild } from './images/testing/child-program'
import { writePicture } from './images/testing/pictures'
import { buildProgram } from './testing/built-program'
import type { LeftOut } from './testing/left-out-flush'
import { faultOfOrder } from './testing/order-of-saving'
import { parseTrace, tracedNames, type TracedCall } from './testing/traced-calls'

const hasStrace = process.platform === 'linux' && spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0

const flush = (path: string, place = 1): LeftOut => ({ what: 'flush', path, place })
const journalFrom = (path: string): LeftOut => ({ what: 'journal', path, place: 1 })
const monthFolder = '/originals/[0-9-]+$'

/** What a picture goes without, where that is in the program, and what is then wrong. */
const turns: [without: string, leftOut: LeftOut | null, fault: string | null][] = [
  ['nothing', null, null],
  ['the original’s', flush('/incoming/[^/]+$'), 'the original is not on disk before it gets its name'],
  [
    'the originals’ folder’s',
    flush(monthFolder),
    'the name of the original is not on disk before the journal tells of it',
  ],
  ['the sidecar’s', flush('/originals/.+[.]tmp$'), 'the sidecar is not on disk before it gets its name'],
  [
    'the sidecars’ folder’s',
    flush(monthFolder, 2),
    'the name of the sidecar is not on disk before the upload is answered',
  ],
  [
    'the journal’s, from the original on',
    journalFrom('/incoming/[^/]+$'),
    'the job is not on disk before the upload is answered',
  ],
  ['the result’s', flush('/work/[^/]+/[^/]+[.]jpg$'), 'the result is not on disk before it enters the spool'],
  ['the spool’s', flush('/spool$'), 'the spool is not on disk before the journal tells of the result'],
  ['the journal’s, from the spool on', journalFrom('/spool$'), 'the chosen name is not on disk before the first byte'],
  ['the part’s', flush('/share/.+[.]part$'), 'the part is not on disk before it is published'],
  ['the share’s', flush('/share$'), 'the name of the picture is not on disk before the journal says saved'],
  ['the journal’s, from the share on', journalFrom('/share$'), 'saved is not on disk before it is told'],
]

describe.skipIf(!hasStrace)('the order in which the system is asked to keep and save an uploaded picture', () => {
  let folder: string
  let calls: TracedCall[]
  let jobIds: string[]

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'photocall-order-')))
    await writePicture(join(folder, 'picture.jpg'))
    const trace = join(folder, 'trace')
    const imageChildPath = await buildImageChild()
    const program = await buildProgram('src/main/testing/save-order-program.ts')
    try {
      const asked = [folder, imageChildPath, JSON.stringify(turns.map(([, leftOut]) => leftOut))]
      // so much of what is written that a page of the journal is seen whole
      const strace = ['-f', '-y', '-s', '4200', '-e', `trace=${tracedNames}`, '-o', trace]
      const { stdout } = await promisify(execFile)('strace', [...strace, process.execPath, program.path, ...asked], {
        // io_uring would hide the calls from strace
        env: { ...process.env, UV_USE_IO_URING: '0' },
        timeout: 100_000,
      })
      jobIds = [...stdout.matchAll(/^answered (.+)$/gm)].map(([, jobId = '']) => jobId)
      calls = parseTrace(await readFile(trace, 'utf8'))
    } finally {
      await program.remove()
    }
  })
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }))

  const faultWithout = (wanted: string) => {
    const jobId = jobIds[turns.findIndex(([without]) => without === wanted)] ?? ''
    return faultOfOrder(calls, { dataDir: join(folder, 'data'), shareDir: join(folder, 'share'), jobId })
  }

  it('loses nothing in a power cut: original, journal, answer, spool, name, bytes, read back, publish, journal, word', () => {
    expect(jobIds).toHaveLength(turns.length)
    expect(faultWithout('nothing')).toBeNull()
  })

  it.each(turns.slice(1))('is seen to be wrong without %s flush', (without, _leftOut, fault) => {
    expect(faultWithout(without)).toBe(fault)
  })
})

describe('the reader of traces', () => {
  it('joins calls that another thread cut in two, and leaves failed ones out', () => {
    const calls = parseTrace(
      [
        '12 fsync(21</s/a.part> <unfinished ...>',
        '13 write(1<pipe:[5]>, "x", 1) = 1',
        '12 <... fsync resumed>)           = 0',
        '12 link("/s/a.part", "/s/a.jpg")  = -1 EEXIST (File exists)',
        '12 rename("/s/a.part", "/s/b.jpg")  = 0',
      ].join('\n'),
    )
    expect(calls).toMatchObject([
      { call: 'write', path: 'pipe:[5]', beganAt: 1, endedAt: 1 },
      { call: 'sync', path: '/s/a.part', beganAt: 0, endedAt: 2 },
      { call: 'name', from: '/s/a.part', path: '/s/b.jpg' },
    ])
  })
})
