import { drawGuest, type Guest } from './demo-guest'

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

export interface DemoScene {
  widthPx: number
  heightPx: number
  /** `timeMs` alone decides what is drawn. */
  draw(context: Context, timeMs: number): void
}

/** All measures are in this frame; it covers whatever size is wished. */
const frameWidth = 1920
const frameHeight = 1080

const guests: readonly Guest[] = [
  {
    x: 700,
    y: 560,
    size: 1,
    skin: ['#f0bd98', '#c98561'],
    hair: '#3b2117',
    isLong: true,
    lips: '#b8394a',
    clothes: ['#c8324f', '#7c1736'],
    pattern: 'dots',
    phase: 0,
  },
  {
    x: 1230,
    y: 515,
    size: 1.08,
    skin: ['#d99f72', '#a4683f'],
    hair: '#17120f',
    isLong: false,
    lips: '#9c5a48',
    clothes: ['#1f4f86', '#112b52'],
    pattern: 'jacket',
    phase: 1.9,
  },
]

/** Two guests before a warm backdrop with moving lights. What stands still is drawn once. */
export function createDemoScene(widthPx: number, heightPx: number): DemoScene {
  const scale = Math.max(widthPx / frameWidth, heightPx / frameHeight)
  const toFrame: [number, number, number, number, number, number] = [
    scale,
    0,
    0,
    scale,
    (widthPx - frameWidth * scale) / 2,
    (heightPx - frameHeight * scale) / 2,
  ]
  const backdrop = new OffscreenCanvas(widthPx, heightPx)
  const still = backdrop.getContext('2d', { alpha: false })
  if (still) {
    still.setTransform(...toFrame)
    drawBackdrop(still)
  }
  return {
    widthPx,
    heightPx,
    draw(context, timeMs) {
      const seconds = timeMs / 1000
      context.setTransform(1, 0, 0, 1, 0, 0)
      context.drawImage(backdrop, 0, 0)
      context.setTransform(...toFrame)
      drawMovingLight(context, seconds)
      drawBulbs(context, seconds)
      for (const guest of guests) drawGuest(context, guest, seconds)
      drawFrontLight(context, seconds)
    },
  }
}

function drawBackdrop(context: Context): void {
  const wall = context.createRadialGradient(960, 420, 100, 960, 520, 1200)
  wall.addColorStop(0, '#d98a5b')
  wall.addColorStop(0.45, '#8d3f58')
  wall.addColorStop(1, '#1d1536')
  context.fillStyle = wall
  context.fillRect(0, 0, frameWidth, frameHeight)
  drawCurtain(context)
  drawBokeh(context)
}

function drawCurtain(context: Context): void {
  for (let x = -40; x < frameWidth; x += 96) {
    const fold = context.createLinearGradient(x, 0, x + 96, 0)
    fold.addColorStop(0, 'rgba(20, 8, 30, 0.34)')
    fold.addColorStop(0.45, 'rgba(255, 214, 170, 0.07)')
    fold.addColorStop(1, 'rgba(20, 8, 30, 0.3)')
    context.fillStyle = fold
    context.fillRect(x, 0, 96, frameHeight)
  }
}

/** Always the same scatter: a golden-angle spiral instead of chance. */
function drawBokeh(context: Context): void {
  for (let index = 0; index < 46; index++) {
    const angle = index * 2.39996
    const reach = 120 * Math.sqrt(index)
    const x = 960 + Math.cos(angle) * reach * 1.35
    const y = 430 + Math.sin(angle) * reach * 0.75
    const radius = 16 + ((index * 37) % 34)
    context.fillStyle = `hsla(${24 + ((index * 53) % 40)}, 95%, 72%, ${0.05 + ((index * 29) % 10) / 100})`
    context.beginPath()
    context.arc(x, y, radius, 0, Math.PI * 2)
    context.fill()
  }
}

/** A warm spot that wanders behind the guests. */
function drawMovingLight(context: Context, seconds: number): void {
  const x = 960 + Math.sin(seconds * 0.6) * 620
  const y = 330 + Math.cos(seconds * 0.43) * 130
  const spot = context.createRadialGradient(x, y, 20, x, y, 620)
  spot.addColorStop(0, 'rgba(255, 205, 140, 0.55)')
  spot.addColorStop(1, 'rgba(255, 160, 90, 0)')
  context.fillStyle = spot
  context.fillRect(0, 0, frameWidth, frameHeight)
}

/** Two strings of party bulbs that twinkle in turn. */
function drawBulbs(context: Context, seconds: number): void {
  for (const [top, sag, offset] of [
    [40, 150, 0],
    [-30, 130, 0.5],
  ] as const) {
    context.strokeStyle = 'rgba(30, 14, 26, 0.8)'
    context.lineWidth = 4
    context.beginPath()
    for (let step = 0; step <= 60; step++) {
      const at = step / 60
      context.lineTo(at * frameWidth, bulbHeight(at, top, sag))
    }
    context.stroke()
    for (let index = 0; index < 15; index++)
      drawBulb(context, (index + 0.5 + offset / 2) / 15.5, top, sag, seconds + index)
  }
}

/** Three hanging bows of string from left to right. */
function bulbHeight(at: number, top: number, sag: number): number {
  const bow = (at * 3) % 1
  return top + sag * 4 * bow * (1 - bow)
}

function drawBulb(context: Context, at: number, top: number, sag: number, seconds: number): void {
  const x = at * frameWidth
  const y = bulbHeight(at, top, sag) + 20
  const glow = 0.62 + 0.38 * Math.sin(seconds * 2.1)
  context.fillStyle = `rgba(255, 214, 130, ${0.16 * glow})`
  context.beginPath()
  context.arc(x, y, 46, 0, Math.PI * 2)
  context.fill()
  context.fillStyle = `rgba(255, 240, 205, ${0.45 + 0.55 * glow})`
  context.beginPath()
  context.ellipse(x, y, 13, 17, 0, 0, Math.PI * 2)
  context.fill()
}

/** The booth's own lamp from the left, and a darker rim, as a real lens gives. */
function drawFrontLight(context: Context, seconds: number): void {
  const lamp = context.createLinearGradient(0, 0, frameWidth, 0)
  lamp.addColorStop(0, `rgba(255, 226, 190, ${0.13 + 0.05 * Math.sin(seconds * 0.8)})`)
  lamp.addColorStop(0.6, 'rgba(255, 226, 190, 0)')
  context.fillStyle = lamp
  context.fillRect(0, 0, frameWidth, frameHeight)
  const rim = context.createRadialGradient(960, 540, 620, 960, 540, 1240)
  rim.addColorStop(0, 'rgba(8, 4, 18, 0)')
  rim.addColorStop(1, 'rgba(8, 4, 18, 0.62)')
  context.fillStyle = rim
  context.fillRect(0, 0, frameWidth, frameHeight)
}
