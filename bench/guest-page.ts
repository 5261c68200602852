import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { openDatabase } from '../src/main/lib/sqlite'
import { median, type Bench } from './bench'
import { startServer } from './booth-client'

const rounds = 7
const guestPort = 18_081
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, bypassCSP: true }
/** What Lighthouse calls slow 4G. */
const slow4g = { offline: false, latency: 150, downloadThroughput: 204_800, uploadThroughput: 96_000 }
const slowerCpu = 4
const debianChromium = '/usr/bin/chromium'
const photograph = resolve('e2e/pictures/astronaut.jpg')

/** A guest's page on a slow phone until its picture is drawn, beside a bare page with the same picture. */
export const guestPageBench: Bench = {
  name: 'guest-page',
  run: async (say) => {
    const dir = mkdtempSync(join(tmpdir(), 'photocall-bench-'))
    const folders = { dataDir: join(dir, 'data'), shareDir: join(dir, 'share') }
    for (const folder of Object.values(folders)) mkdirSync(folder)
    const guests = { enabled: true, port: guestPort, publicUrl: `http://127.0.0.1:${guestPort}` }
    writeFileSync(join(folders.dataDir, 'settings.json'), JSON.stringify({ version: 2, guests }))
    const booth = await startServer(folders)
    const browser = await launch()
    try {
      const link = await linkOfPicture(browser, booth.pairUrl, folders.dataDir)
      const jpeg = Buffer.from(await (await fetch(`${link}/screen`)).arrayBuffer())
      const bare = await serveBarePage(jpeg)
      const [ours, floor] = [[] as number[], [] as number[]]
      for (let round = 0; round < rounds; round++) {
        ours.push(await drawnMs(browser, link))
        floor.push(await drawnMs(browser, bare.url))
      }
      bare.close()
      say(`${Math.round(jpeg.length / 1024)} kB of picture, ${rounds} rounds`)
      const row = { measure: 'guest page to first picture, slow 4G, CPU / 4', unit: 'ms' }
      const aim = { kind: 'reported' } as const
      return [{ ...row, ours: median(ours), floor: median(floor), floorName: 'bare page, the same picture', aim }]
    } finally {
      await browser.close()
      await booth.stop()
      rmSync(dir, { recursive: true, force: true })
    }
  },
}

/** Hands one photograph in, and waits until its page has a picture. */
async function linkOfPicture(browser: Browser, pairUrl: URL, dataDir: string): Promise<string> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(pairUrl.href)
  await page.getByRole('button').first().click()
  await page.waitForURL('**/console')
  const headers = { 'content-type': 'image/jpeg', origin: pairUrl.origin }
  await page.request.post(`${pairUrl.origin}/uploads`, { data: readFileSync(photograph), headers })
  const journal = openDatabase(join(dataDir, 'journal.sqlite'))
  const token = String(journal.get('SELECT token FROM guestLinks')?.['token'])
  journal.close()
  const link = `http://127.0.0.1:${guestPort}/g/${token}`
  while (!(await fetch(`${link}/screen`)).ok) await page.waitForTimeout(100)
  await page.close()
  return link
}

/** Since the navigation began, on a phone that was never there. */
async function drawnMs(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext(phone)
  const page = await context.newPage()
  await throttle(page)
  await page.goto(url, { waitUntil: 'commit' })
  const tookMs = await page.evaluate<number>(`(async () => {
    while (!(document.images[0]?.complete && document.images[0].naturalWidth > 0)) await new Promise(requestAnimationFrame)
    return performance.now()
  })()`)
  await context.close()
  return tookMs
}

async function throttle(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', slow4g)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowerCpu })
}

function launch(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
  return existsSync(debianChromium)
    ? chromium.launch({ executablePath: debianChromium, args })
    : chromium.launch({ channel: 'chrome', args })
}

async function serveBarePage(jpeg: Buffer) {
  const page = '<!doctype html><title>Bare</title><img src="/picture" width="100%">'
  const server = createServer((request, response) => {
    const isPicture = request.url === '/picture'
    response.setHeader('content-type', isPicture ? 'image/jpeg' : 'text/html')
    response.end(isPicture ? jpeg : page)
  })
  await new Promise<void>((opened) => server.listen(0, '127.0.0.1', opened))
  const { port } = server.address() as AddressInfo // listens on TCP
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() }
}
