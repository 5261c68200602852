import { spawnSync } from 'node:child_process'
import { expect, it, vi } from 'vitest'
import { calmCollector } from './calm-collector'

const setFlags = vi.hoisted(() => vi.fn())
vi.mock('node:v8', () => ({ setFlagsFromString: setFlags }))

it('sets what this engine knows: it says nothing of a word that it does not', () => {
  calmCollector()
  const [name, value] = String(setFlags.mock.calls[0]?.[0]).split('=')
  const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })
  expect(stdout).toContain(`${name} (`)
  expect(Number(value)).toBeGreaterThan(100)
})
