import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, root, test } from '../fixtures'

test.describe('a page of the app', () => {
  test('has a strict policy, no Node, and no bridge in its frames', async ({ openApp, folders }) => {
    const { page } = await openApp(folders)
    const facts = await page.evaluate(async () => {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const inFrame: unknown = Reflect.get(frame.contentWindow ?? {}, 'photocall')
      frame.remove()
      return {
        policy: (await fetch(location.href)).headers.get('content-security-policy') ?? '',
        node: ['process', 'require', 'module', 'Buffer', 'electron'].filter((name) => name in window),
        bridge: Object.keys(Reflect.get(window, 'photocall') as object),
        bridgeInFrame: typeof inFrame,
      }
    })
    expect(facts.policy).toContain("default-src 'none'")
    expect(facts.policy).not.toContain('unsafe-')
    expect(facts.node).toEqual([])
    expect(facts.bridge.sort()).toEqual(['onMessage', 'post'])
    expect(facts.bridgeInFrame).toBe('undefined')
  })

  test('runs sandboxed, isolated, unthrottled and without developer tools', async ({ openApp, folders }) => {
    const { app } = await openApp(folders)
    const preferences = await app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => {
        const known = contents as unknown as { getLastWebPreferences(): Record<string, unknown> }
        const { sandbox, contextIsolation, nodeIntegration, webviewTag } = known.getLastWebPreferences()
        return {
          sandbox,
          contextIsolation,
          nodeIntegration,
          webviewTag,
          throttled: contents.backgroundThrottling,
          devTools: (contents.openDevTools(), contents.isDevToolsOpened()),
        }
      }),
    )
    const expected = { sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false }
    expect(preferences).toEqual([expect.objectContaining({ ...expected, devTools: false, throttled: false })])
  })

  test('keeps the settings as a file, and no other download', async ({ openApp, folders }) => {
    const { app, page } = await openApp(folders)
    await app.evaluate(({ webContents }, dir) => {
      for (const contents of webContents.getAllWebContents())
        contents.session.on('will-download', (event, item) => {
          // in place of the system's dialog
          if (!event.defaultPrevented) item.setSavePath(`${dir}/${item.getFilename()}`)
        })
    }, folders.dataDir)
    const offer = (name: string) =>
      page.evaluate((fileName) => {
        const url = URL.createObjectURL(new Blob(['{"kind":"photocall-settings"}'], { type: 'application/json' }))
        Object.assign(document.createElement('a'), { href: url, download: fileName }).click()
      }, name)
    await offer('holiday.json')
    await offer('photocall-settings-2026-05-02.json')
    await expect.poll(() => readdirSync(folders.dataDir)).toContain('photocall-settings-2026-05-02.json')
    expect(readdirSync(folders.dataDir)).not.toContain('holiday.json')
  })

  test('opens no window, goes nowhere, fetches nothing from elsewhere', async ({ openApp, folders }) => {
    const { app, page } = await openApp(folders)
    const tried = await page.evaluate(async () => {
      const opened = window.open('https://example.com/')
      const fetched = await fetch('https://example.com/').then(
        () => 'answered',
        () => 'refused',
      )
      location.href = 'https://example.com/'
      return { opened: opened === null ? 'refused' : 'opened', fetched }
    })
    expect(tried).toEqual({ opened: 'refused', fetched: 'refused' })
    await expect.poll(() => logOf(folders.dataDir)).toContain('A page tried to leave')
    expect(page.url()).toBe('app://photocall/console')
    expect(app.windows()).toHaveLength(1)
    expect(logOf(folders.dataDir)).toContain('A page tried to open a window')
  })

  test('uses the camera and knows its label, and gets neither microphone nor place', async ({ openApp, folders }) => {
    const { page } = await openApp({ ...folders, flags: ['--use-fake-device-for-media-stream'] })
    const granted = await page.evaluate(async () => {
      const ask = (wanted: MediaStreamConstraints) =>
        navigator.mediaDevices.getUserMedia(wanted).then(
          (stream) => stream.getTracks().map((track) => track.kind),
          (error: unknown) => (error as Error).name,
        )
      const place = new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('told'),
          () => resolve('refused'),
        )
      })
      const camera = await ask({ video: true })
      const devices = await navigator.mediaDevices.enumerateDevices()
      const labels = devices.filter(({ kind }) => kind === 'videoinput').map(({ label }) => label)
      return {
        camera,
        labels,
        sound: await ask({ audio: true }),
        both: await ask({ audio: true, video: true }),
        place: await place,
      }
    })
    const refused = 'NotAllowedError'
    expect(granted).toEqual({
      camera: ['video'],
      labels: ['fake_device_0'],
      sound: refused,
      both: refused,
      place: 'refused',
    })
  })

  test('sends a picture whole', async ({ openApp, folders }) => {
    const { page } = await openApp(folders)
    const sent = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(1500, 1000)
      const context = canvas.getContext('2d')!
      const noise = context.createImageData(canvas.width, canvas.height)
      for (let at = 0; at < noise.data.length; at += 65_536) {
        crypto.getRandomValues(noise.data.subarray(at, at + 65_536))
      }
      context.putImageData(noise, 0, 0)
      const bytes = await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer()
      const answer = await fetch('/uploads', { method: 'POST', body: bytes, headers: { 'content-type': 'image/png' } })
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
      const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
      return { status: answer.status, sizeBytes: bytes.byteLength, sha256 }
    })
    expect(sent.status).toBe(202)
    expect(sent.sizeBytes).toBeGreaterThan(4_000_000)
    await expect.poll(() => hashesBelow(join(folders.dataDir, 'originals'))).toContain(sent.sha256)
  })
})

test('messages of a window that is not ours are refused', async ({ openApp, folders }) => {
  const { app } = await openApp(folders)
  const answer = await app.evaluate(
    async ({ BrowserWindow }, preload) => {
      const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
      await foreign.loadURL('data:text/html,hello')
      const heard = (await foreign.webContents.executeJavaScript(`new Promise((resolve) => {
      window.photocall.onMessage(() => resolve('an answer'))
      window.photocall.post({ type: 'command', id: 1, name: 'app.openLogs' })
      setTimeout(() => resolve('nothing'), 1000)
    })`)) as string
      foreign.destroy()
      return heard
    },
    join(root, 'out/preload/index.js'),
  )
  expect(answer).toBe('nothing')
  await expect.poll(() => logOf(folders.dataDir)).toContain('A message from a foreign sender was refused')
})

function logOf(dataDir: string) {
  return readFileSync(join(dataDir, 'logs/photocall.log'), 'utf8')
}

function hashesBelow(dir: string) {
  if (!existsSync(dir)) return []
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return files.map(({ parentPath, name }) =>
    createHash('sha256')
      .update(readFileSync(join(parentPath, name)))
      .digest('hex'),
  )
}
