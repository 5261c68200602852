import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from '@playwright/test'
import { median, type Bench, type BenchRow } from './bench'
import { startServer } from './booth-client'
import { galleryPageScript } from './gallery-page'
import { leaveCaptures } from './many-captures'

const entries = 20_000
const rounds = 5
const leaps = [0.5, 0.9, 0.2, 0.7, 0.35]
const viewport = { width: 1920, height: 1080 }
const debianChromium = '/usr/bin/chromium'

/** A page with the grid, and where its pictures scroll. */
interface Grid {
  url: string
  scroller: string
}

interface Measured {
  openMs: number[]
  leapMs: number[]
  framesPerSec: number[]
}

/** Opening and scrolling 20,000 pictures, beside a bare page with the same thumbnails in a CSS grid. */
export const galleryBench: Bench = {
  name: 'gallery',
  run: async (say) => {
    const dir = mkdtempSync(join(tmpdir(), 'photocall-bench-'))
    const folders = { dataDir: join(dir, 'data'), shareDir: join(dir, 'share') }
    for (const folder of Object.values(folders)) mkdirSync(folder)
    const thumbs = await leaveCaptures({ ...folders, count: entries })
    say(`${entries} entries made`)
    const booth = await startServer(folders)
    const bare = await serveBarePage(thumbs)
    const browser = await launch()
    try {
      const context = await browser.newContext({ viewport, bypassCSP: true })
      await context.addInitScript({ content: galleryPageScript })
      const page = await context.newPage()
      await page.goto(booth.pairUrl.href)
      await page.getByRole('button').first().click()
      await page.waitForURL('**/console')
      const grids: Grid[] = [
        { url: `${booth.pairUrl.origin}/console#/gallery`, scroller: '[data-testid=gallery-grid]' },
        { url: bare.url, scroller: '#grid' },
      ]
      const [ours, floor] = [emptyMeasures(), emptyMeasures()]
      for (let round = 0; round < rounds; round++) {
        await measure(page, grids[0]!, ours)
        await measure(page, grids[1]!, floor)
        say(`round ${round + 1} of ${rounds}`)
      }
      return rowsOf(ours, floor)
    } finally {
      await browser.close()
      bare.close()
      await booth.stop()
      rmSync(dir, { recursive: true, force: true })
    }
  },
}

const emptyMeasures = (): Measured => ({ openMs: [], leapMs: [], framesPerSec: [] })

function rowsOf(ours: Measured, floor: Measured): BenchRow[] {
  const floorName = 'bare page, the same thumbnails'
  const row = (measure: string, unit: string, part: keyof Measured): BenchRow => ({
    measure: `${measure}, ${entries} entries`,
    unit,
    ours: median(ours[part]),
    floor: median(floor[part]),
    floorName,
    aim: { kind: 'reported' },
  })
  return [
    row('gallery open to pictures drawn', 'ms', 'openMs'),
    row('gallery leap to pictures drawn', 'ms', 'leapMs'),
    row('gallery scroll', 'frames/s', 'framesPerSec'),
  ]
}

function launch(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking']
  return existsSync(debianChromium)
    ? chromium.launch({ executablePath: debianChromium, args })
    : chromium.launch({ channel: 'chrome', args })
}

async function measure(page: Page, { url, scroller }: Grid, into: Measured): Promise<void> {
  const inPage = (call: string) => page.evaluate<number>(`galleryBench(${JSON.stringify(scroller)}).${call}`)
  await page.goto('about:blank')
  const beganAtMs = performance.now()
  await page.goto(url, { waitUntil: 'commit' })
  await inPage('drawn()')
  into.openMs.push(performance.now() - beganAtMs)
  for (const share of leaps) into.leapMs.push(await inPage(`leap(${share})`))
  into.framesPerSec.push(await inPage('scroll(2000)'))
}

async function serveBarePage(thumbs: readonly string[]) {
  const images = thumbs.map((_, place) => `<img loading="lazy" decoding="async" src="/${place}" alt="">`).join('')
  const style = `body{margin:0;background:#111}#grid{height:100vh;overflow:auto;display:grid;gap:8px;
    grid-template-columns:repeat(6,1fr)}img{width:100%;aspect-ratio:16/9;object-fit:contain}`
  const page = `<!doctype html><title>Bare</title><style>${style}</style><div id="grid">${images}</div>`
  const server = createServer((request, response) => {
    const thumb = thumbs[Number(request.url?.slice(1) || NaN)]
    response.setHeader('content-type', thumb ? 'image/jpeg' : 'text/html')
    if (thumb) response.setHeader('cache-control', 'max-age=31536000, immutable')
    response.end(thumb ? readFileSync(thumb) : page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // listens on TCP
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() }
}
