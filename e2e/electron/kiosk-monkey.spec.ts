import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { soakCount } from '../../src/main/lib/testing/soak'
import { savedPictures } from '../captures'
import { expect, test } from '../fixtures'
import { createRandom, soakSeed } from '../random'
import { complaintsOf, patientKiosk } from '../screens'
import { openKiosk } from './kiosk-window'
import { createMonkey } from './monkey'
import { command } from './pages'

const actions = soakCount(10_000)
const seed = soakSeed()
/** How often it is looked whether the kiosk still stands. */
const lookEvery = 25
const pin = '739152864017'

test(`${actions} random touches and keys neither leave the kiosk nor break it @soak`, async ({ openApp, folders }) => {
  test.setTimeout(600_000 + actions * 400)
  console.log(`seed ${seed} (PHOTOCALL_SEED=${seed} runs it again)`)
  const { app } = await openApp(folders)
  await command(app, 'console', 'settings.change', {
    kiosk: { idleSec: 5, resultSec: 5 },
    capture: { countdownSec: 1 },
    camera: { widthPx: 640, heightPx: 360 },
  })
  const kiosk = await openKiosk(app, pin)
  const complaints = complaintsOf(kiosk)
  kiosk.on('crash', () => complaints.push('the page crashed'))
  await expect(start(kiosk)).toBeVisible()
  const before = await standing(app)
  expect(before).toMatchObject({ kiosks: [{ kiosk: true, visible: true, url: 'app://photocall/kiosk', zoom: 1 }] })

  const session = await kiosk.context().newCDPSession(kiosk)
  const monkey = createMonkey({ app, page: kiosk, session, random: createRandom(seed) })
  const startsSeen = await countStarts(kiosk)
  for (let done = 1; done <= actions; done++) {
    const newest = await monkey.act()
    if (done % lookEvery !== 0 && done !== actions) continue
    const where = `after ${done} actions, the last a ${newest}`
    expect(await standing(app), where).toEqual(before)
    expect(complaints, where).toEqual([])
  }

  await expect(start(kiosk), 'left alone it goes back to the start').toBeEnabled({ timeout: 240_000 })
  await expect(kiosk.getByRole('dialog')).toHaveCount(0)
  const pictures = await picturesOf(app)
  const starts = await startsSeen()
  console.log(`${JSON.stringify(monkey.counts())}; back at the start ${starts} times; ${JSON.stringify(pictures)}`)
  expect(starts, 'times back at the start in between').toBeGreaterThan(0)
  expect(pictures.failed).toBe(0)
  expect(readFileSync(join(folders.dataDir, 'logs/photocall.log'), 'utf8')).not.toMatch(/A page (crashed|hung|could)/)

  await command(app, 'console', 'settings.change', { kiosk: patientKiosk })
  await start(kiosk).click()
  await kiosk.getByRole('listitem').first().getByRole('button').click()
  await kiosk.getByRole('button', { name: 'Take the picture' }).click()
  await expect(kiosk.getByText('Here it is!')).toBeVisible()
  await savedPictures(folders.shareDir, pictures.saved + 1)
  expect(complaints).toEqual([])
})

function start(kiosk: Page) {
  return kiosk.getByRole('button', { name: 'Touch to begin' })
}

/** How often the start came back, also for a moment. */
async function countStarts(kiosk: Page) {
  await kiosk.evaluate(() => {
    const isAtStart = () => document.querySelector('main > button') !== null
    let before = isAtStart()
    Reflect.set(window, 'starts', 0)
    new MutationObserver(() => {
      const now = isAtStart()
      if (now && !before) Reflect.set(window, 'starts', (Reflect.get(window, 'starts') as number) + 1)
      before = now
    }).observe(document.body, { childList: true, subtree: true })
  })
  return () => kiosk.evaluate(() => Reflect.get(window, 'starts') as number)
}

/** What must be the same at all times: the windows, their pages and sizes. */
function standing(app: ElectronApplication) {
  return app.evaluate(({ BrowserWindow, webContents, session }) => {
    const own = session.fromPartition('persist:kiosk')
    const windows = BrowserWindow.getAllWindows()
    const kiosks = windows.filter((window) => window.webContents.session === own)
    return {
      windows: windows.length,
      pages: webContents.getAllWebContents().length,
      kiosks: kiosks.map((window) => ({
        id: window.id,
        kiosk: window.isKiosk(),
        visible: window.isVisible(),
        minimised: window.isMinimized(),
        bounds: window.getBounds(),
        url: window.webContents.getURL(),
        zoom: window.webContents.getZoomFactor(),
        process: window.webContents.getOSProcessId(),
        devTools: window.webContents.isDevToolsOpened(),
      })),
    }
  })
}

async function picturesOf(app: ElectronApplication) {
  const count = async (states: string[]) => {
    const { total } = await command<{ total: number }>(app, 'console', 'jobs.list', { states })
    return total
  }
  const unfinished = ['counting', 'capturing', 'queued', 'generating', 'saving']
  await expect.poll(() => count(unfinished), { timeout: 240_000 }).toBe(0)
  return { saved: await count(['saved']), failed: await count(['failed']) }
}
