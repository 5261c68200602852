import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from './run-cli'

/** A booth's data folder and what the shell is told. */
async function shell() {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-cli-settings-'))
  const said = { out: '', err: '' }
  const terminal = {
    out: (text: string) => void (said.out += text),
    err: (text: string) => void (said.err += text),
    live: false,
    columns: 80,
  }
  const run = (...args: string[]) =>
    runCli(['settings', ...args, '--data', join(dir, 'data'), '--share', join(dir, 'share')], terminal)
  return { dir, said, run, file: join(dir, 'settings.json') }
}

test('settings go out to a file and come in again, after a preview of every value', async () => {
  const { said, run, file } = await shell()
  expect(await run('export', file)).toBe(0)
  const written = JSON.parse(await readFile(file, 'utf8')) as { settings: { capture: object } }
  written.settings.capture = { ...written.settings.capture, countdownSec: 8 }
  await writeFile(file, JSON.stringify(written))
  said.out = ''
  expect(await run('preview', file)).toBe(0)
  expect(said.out).toContain('capture.countdownSec: 5 -> 8')
  expect(await run('import', file)).toBe(0)
  said.out = ''
  expect(await run('preview', file)).toBe(0)
  expect(said.out).toBe('')
})

test('a foreign file is refused with 4, a missing verb or file with 2', async () => {
  const { dir, said, run } = await shell()
  const foreign = join(dir, 'package.json')
  await writeFile(foreign, '{"name":"other"}')
  expect(await run('import', foreign)).toBe(4)
  expect(said.err).toContain('no settings file')
  expect(await run('import', join(dir, 'nothing.json'))).toBe(2)
  expect(await run('sort', foreign)).toBe(2)
  expect(
    await runCli(['settings', 'export'], { out: () => undefined, err: () => undefined, live: false, columns: 80 }),
  ).toBe(2)
})
