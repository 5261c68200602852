import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from '@playwright/test'
import { median, type Bench } from './bench'
import { projectRoot } from './project'

const rounds = 5
const limitMs = 60_000

interface Start {
  appDir: string
  flags: readonly string[]
  /** Visible and enabled means: painted, and it can be used. */
  firstThing: string
}

/** From starting the program to the first thing that can be pressed, beside a window with one button. */
export const desktopStartBench: Bench = {
  name: 'desktop-start',
  run: async (say) => {
    const dir = mkdtempSync(join(tmpdir(), 'photocall-bench-'))
    const empty: Start = { appDir: emptyApp(dir), flags: [], firstThing: 'button' }
    const ours: number[] = []
    const floor: number[] = []
    for (let round = -1; round < rounds; round++) {
      const flags = [
        '--demo',
        '--data',
        join(dir, `data-${round}`),
        '--share',
        join(dir, `share-${round}`),
        '--port',
        '0',
      ]
      const oursMs = await startMs({ appDir: projectRoot, flags, firstThing: 'button:has-text("Capture")' })
      const emptyMs = await startMs(empty)
      if (round < 0) continue // the first one fills the disk's cache
      ours.push(oursMs)
      floor.push(emptyMs)
      say(`round ${round + 1} of ${rounds}: ${oursMs.toFixed(0)} ms and ${emptyMs.toFixed(0)} ms`)
    }
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
    return [
      {
        measure: 'console start to first interactive paint',
        unit: 'ms',
        ours: median(ours),
        floor: median(floor),
        floorName: 'empty Electron window',
        aim: { kind: 'at most times the floor', limit: 1.5 },
      },
    ]
  },
}

async function startMs({ appDir, flags, firstThing }: Start): Promise<number> {
  const executablePath = process.env['PHOTOCALL_ELECTRON'] ?? 'electron'
  const beganAtMs = performance.now()
  const app = await _electron.launch({ executablePath, args: [appDir, ...flags], timeout: limitMs })
  const page = await app.firstWindow({ timeout: limitMs })
  await page.locator(firstThing).first().click({ trial: true, timeout: limitMs })
  const elapsedMs = performance.now() - beganAtMs
  await app.close()
  return elapsedMs
}

function emptyApp(dir: string): string {
  const appDir = join(dir, 'empty')
  mkdirSync(appDir)
  writeFileSync(join(appDir, 'package.json'), JSON.stringify({ name: 'empty', version: '1.0.0', main: 'main.js' }))
  writeFileSync(join(appDir, 'page.html'), '<!doctype html><title>Empty</title><button>Press</button>')
  writeFileSync(
    join(appDir, 'main.js'),
    `const { app, BrowserWindow } = require('electron')
    app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 }).loadFile('page.html'))`,
  )
  return appDir
}
