import { once } from 'node:events'
import type { Page } from '@playwright/test'
import sharp from 'sharp'
import { WebSocket } from 'ws'
import { expect, test } from '../fixtures'
import { createProgramClient } from '../program-client'
import { openKiosk } from './kiosk-window'
import { command } from './pages'

/** Scripts that said hello, and whatever picture they are told to send. */
async function connectTouchDesigner(consoleUrl: string) {
  const socket = new WebSocket(`${consoleUrl.replace(/^http/, 'ws').replace(/\/console$/, '')}/td`)
  let frame: Buffer | null = null
  const heard: { type: string; fps?: number; preview?: { fps: number } }[] = []
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as (typeof heard)[number]))
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'hello', role: 'touchdesigner', name: 'Stage 1', protocol: 1 }))
  const timer = setInterval(() => frame && socket.send(frame), 50)
  return {
    async show(colour: { r: number; g: number; b: number }) {
      const plain = sharp({ create: { width: 640, height: 360, channels: 3, background: colour } })
      frame = await plain.jpeg({ quality: 100 }).toBuffer()
    },
    /** How many frames a second it is asked for now. */
    wish: () => heard.reduce((fps, message) => message.preview?.fps ?? message.fps ?? fps, 0),
    leave() {
      clearInterval(timer)
      socket.terminate()
    },
  }
}

/** The middle of the live picture as the window has it now; null while there is none. */
function middleOf(page: Page, name: string) {
  return page.getByRole('img', { name }).evaluate((image: HTMLImageElement) => {
    if (image.naturalWidth === 0) return null
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 1
    const context = canvas.getContext('2d')
    context?.drawImage(image, image.naturalWidth / 2, image.naturalHeight / 2, 1, 1, 0, 0, 1, 1)
    const [r = 0, g = 0, b = 0] = context?.getImageData(0, 0, 1, 1).data ?? []
    return r > 200 && g < 60 && b < 60 ? 'red' : g > 150 && r < 60 && b < 60 ? 'green' : `${r} ${g} ${b}`
  })
}

test('the live picture of TouchDesigner moves in the console’s window and on the guests’ screen', async ({
  openApp,
  folders,
}) => {
  const { app, page } = await openApp(folders)
  await command(app, 'console', 'settings.change', { capture: { source: 'touchdesigner' } })
  const { consoleUrl } = (await createProgramClient(folders.dataDir).state()).app
  const touchDesigner = await connectTouchDesigner(consoleUrl ?? '')
  try {
    await touchDesigner.show({ r: 255, g: 0, b: 0 })
    const seen = async () => [
      await middleOf(page, 'Live picture of TouchDesigner'),
      await middleOf(kiosk, 'Live picture of TouchDesigner'),
    ]
    const kiosk = await openKiosk(app)
    await expect.poll(seen).toEqual(['red', 'red'])
    await touchDesigner.show({ r: 0, g: 200, b: 0 })
    await expect.poll(seen).toEqual(['green', 'green'])
    await expect.poll(() => touchDesigner.wish()).toBe(30)
  } finally {
    touchDesigner.leave()
  }
})
