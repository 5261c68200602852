import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { dataDirOf, overlayOf, parseEnvironment, parseFlags } from './flags'

const flagsOf = (...args: string[]) => parseFlags(args, { strict: true })

test('flags win over the environment, and what neither names is left to the settings', () => {
  const environment = parseEnvironment({ PHOTOCALL_SHARE: '/env', API_PORT: '9000', API_HOST: '0.0.0.0' })
  const both = overlayOf(flagsOf('--share', '/flag', '--port', '0'), environment)
  expect(both).toEqual({ patch: { share: { dir: resolve('/flag') }, server: { lan: true } }, port: 0 })
  expect(overlayOf(flagsOf(), environment)).toMatchObject({ patch: { share: { dir: resolve('/env') } }, port: 9000 })
  expect(overlayOf(flagsOf(), parseEnvironment({}))).toEqual({ patch: {}, port: null })
})

test('a host of this machine alone does not open the network', () => {
  expect(overlayOf(flagsOf(), parseEnvironment({ API_HOST: '127.0.0.1' })).patch).toEqual({ server: { lan: false } })
})

test.each([
  [['--port', 'eighty'], '--port'],
  [['--port', '70000'], '--port'],
  [['--backend', 'magic'], '--backend'],
  [['--style', '../x'], '--style'],
  [['--nonsense'], "'--nonsense'"],
  [['--data'], "'--data"],
])('%j is refused, and the flag is named', (args, name) => {
  expect(() => flagsOf(...args)).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(name) as string }),
  )
})

test('what Electron and Chromium add is skipped in the desktop app', () => {
  const flags = parseFlags(['--inspect=0', '.', '--no-sandbox', '--demo'], { strict: false })
  expect(flags).toMatchObject({ demo: true, headless: false })
})

test('an environment variable that cannot be read is named', () => {
  expect(() => parseEnvironment({ API_PORT: 'x' })).toThrow(
    expect.objectContaining({ message: expect.stringContaining('API_PORT') as string }),
  )
  expect(parseEnvironment({ API_PORT: '' })).toEqual({})
})

test('the data folder is the flag, else the environment, else where the system keeps such things', () => {
  const environment = parseEnvironment({ PHOTOCALL_DATA: '/env' })
  expect(dataDirOf(flagsOf('--data', '/flag'), environment)).toBe(resolve('/flag'))
  expect(dataDirOf(flagsOf(), environment)).toBe(resolve('/env'))
  expect(dataDirOf(flagsOf(), parseEnvironment({}), 'darwin')).toContain('Application Support')
})
