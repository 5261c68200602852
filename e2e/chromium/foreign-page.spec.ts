import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '../fixtures'

/** A page of somebody else, in the very browser that is paired. */
async function startForeignSite() {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>foreign</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, close: () => server.close() }
}

test('a foreign page in the paired browser can neither press nor listen', async ({ folders, page, serve }) => {
  const { pairUrl } = await serve(folders)
  await page.goto(pairUrl)
  await page.getByRole('button', { name: 'Connect' }).click()
  await page.waitForURL(/\/console$/)
  const booth = new URL(page.url()).host
  const foreign = await startForeignSite()

  // The same machine under another port (cookies are sent), and under another name (a site of its own).
  for (const name of ['127.0.0.1', 'localhost']) {
    await page.goto(`http://${name}:${foreign.port}/`)
    const got = await page.evaluate(async (host) => {
      const socket = (path: string) =>
        new Promise<string>((resolve) => {
          const opened = new WebSocket(`ws://${host}${path}`)
          opened.onopen = () => resolve('open')
          opened.onerror = () => resolve('refused')
        })
      const press = await fetch(`http://${host}/commands/capture.press`, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
        credentials: 'include',
      }).then(
        (reply) => String(reply.status),
        () => 'refused',
      )
      await fetch(`http://${host}/jobs`, { method: 'POST', body: 'x', mode: 'no-cors', credentials: 'include' })
      return {
        press,
        console: await socket('/console/ws'),
        touchdesigner: await socket('/'),
        canvas: await socket('/?room='),
      }
    }, booth)
    expect(got).toEqual({ press: 'refused', console: 'refused', touchdesigner: 'refused', canvas: 'refused' })
  }
  foreign.close()
})
