import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '../fixtures'
import { command, inPage } from './pages'

/** What a page that was taken over could send over its bridge; runs in the page. */
const garbage = `(() => {
  const { post } = window.photocall
  const deep = (depth) => { let value = 1; for (let at = 0; at < depth; at++) value = { value, list: [value === 1] }; return value }
  const values = [
    undefined, null, 0, -1, NaN, Infinity, '', 'x'.repeat(2_000_000), [], {}, true, 10n, new Date(NaN), /x/, new Error('x'),
    new Map([[{}, 1]]), new Uint8Array(3_000_000), new ArrayBuffer(8), deep(400), Array(50_000).fill({}),
    { type: 'command' }, { type: 'command', id: {}, name: [], input: deep(200) }, { type: 'command', id: 1, name: '__proto__' },
    { type: 'command', id: 1, name: 'settings.change', input: JSON.parse('{"__proto__":{"polluted":1}}') },
    { type: 'command', id: 1, name: 'capture.press', input: 'x'.repeat(500_000) },
    { type: 'resync', more: 1 }, { __proto__: null, type: 'snapshot' },
  ]
  const refused = []
  for (const value of values) { try { post(value) } catch (error) { refused.push(String(error)) } }
  for (const value of [() => 1, Symbol('x'), window, document]) { try { post(value) } catch (error) { refused.push(String(error)) } }
  for (let count = 0; count < 3_000; count++) post({ type: 'command', id: count, name: 'nothing.' + count })
  return refused.length
})()`

test('a page that sends garbage harms neither the app nor its own console', async ({ folders, openApp }) => {
  const { app, page } = await openApp(folders)
  await page.waitForFunction(() => document.body.innerText.length > 0)
  // what cannot be cloned does not leave the page
  expect(await inPage<number>(app, 'console', garbage)).toBeGreaterThanOrEqual(4)
  expect(await command<{ total: number }>(app, 'console', 'jobs.list')).toMatchObject({ total: 0 })
  await page.getByRole('button', { name: /^capture/i }).click()
  await expect
    .poll(async () => (await command<{ jobs: { state: string }[] }>(app, 'console', 'jobs.list')).jobs[0]?.state)
    .toBe('saved')
  expect(await app.evaluate(() => Reflect.get({}, 'polluted') as unknown)).toBeUndefined()
  const log = readFileSync(join(folders.dataDir, 'logs/photocall.log'), 'utf8')
  expect(log).not.toMatch(/uncaught|unhandled|A page (crashed|hung)/i)
  expect(app.process().exitCode).toBeNull()
})
