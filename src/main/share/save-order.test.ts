import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { faultOfOrder, parseTrace, type TracedCall } from './testing/traced-calls'

const hasStrace = process.platform === 'linux' && spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0
const traced = 'write,pwrite64,writev,pwritev,read,pread64,fsync,fdatasync,link,linkat'
let programDir: string
let folder: string

/** Inside the project, so that the program finds the SQLite driver; as a bundle, as it is shipped. */
async function buildProgram(): Promise<void> {
  mkdirSync('.cache', { recursive: true })
  programDir = mkdtempSync(resolve('.cache/save-order-'))
  const entry = resolve('src/main/share/testing/save-order-program.ts')
  const output = { format: 'cjs', entryFileNames: 'program.cjs' } as const
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true, external: ['@photostructure/sqlite'] },
    build: { ssr: entry, outDir: programDir, emptyOutDir: false, minify: false, rollupOptions: { output } },
  })
}

function callsOf(leftOut: string): TracedCall[] {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'photocall-order-')))
  try {
    writeFileSync(join(folder, 'spool.jpg'), Buffer.alloc(3_000_000, 7))
    const output = join(folder, 'trace')
    const program = [process.execPath, join(programDir, 'program.cjs'), folder, leftOut]
    execFileSync('strace', ['-f', '-y', '-s', '32', '-e', `trace=${traced}`, '-o', output, ...program], {
      // io_uring would hide the calls from strace
      env: { ...process.env, UV_USE_IO_URING: '0' },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    return parseTrace(readFileSync(output, 'utf8'))
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

describe.skipIf(!hasStrace)('the order in which the system is asked to save a picture', () => {
  beforeAll(buildProgram)
  afterAll(() => rmSync(programDir, { recursive: true, force: true, maxRetries: 10 }))

  it('loses nothing in a power cut: name, bytes, sync, read back, publish, folder, journal, announcement', () => {
    const calls = callsOf('')
    expect(faultOfOrder(calls, join(folder, 'share'))).toBeNull()
  })

  it.each([
    ['part-sync', 'the part is not synced before it is published'],
    ['folder-sync', 'the folder is not synced before the journal says saved'],
    ['journal-sync', 'the name is not on disk before the first byte'],
  ])('is seen to be wrong without %s', (leftOut, fault) => {
    expect(faultOfOrder(callsOf(leftOut), join(folder, 'share'))).toBe(fault)
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
        '12 link("/s/a.part", "/s/b.jpg")  = 0',
      ].join('\n'),
    )
    expect(calls.map(({ call, path }) => `${call} ${path}`)).toEqual([
      'write pipe:[5]',
      'sync /s/a.part',
      'link /s/b.jpg',
    ])
  })
})
