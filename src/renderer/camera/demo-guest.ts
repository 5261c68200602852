type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** A person of the demo picture; measures are of a 1920 by 1080 frame, colours light then shaded. */
export interface Guest {
  /** Middle of the face. */
  x: number
  y: number
  size: number
  skin: readonly [light: string, shade: string]
  hair: string
  isLong: boolean
  lips: string
  clothes: readonly [light: string, shade: string]
  pattern: 'dots' | 'jacket'
  /** Seconds that this one moves ahead of the other. */
  phase: number
}

export function drawGuest(context: Context, guest: Guest, seconds: number): void {
  const time = seconds + guest.phase
  context.save()
  context.translate(guest.x + Math.sin(time * 0.9) * 9, guest.y + Math.sin(time * 1.7) * 5)
  context.scale(guest.size, guest.size)
  if (guest.isLong) drawLongHair(context, guest)
  drawBody(context, guest)
  context.rotate(Math.sin(time * 0.8) * 0.035)
  drawHead(context, guest)
  drawFace(context, guest, time)
  drawFringe(context, guest)
  context.restore()
}

function shape(context: Context, fill: string | CanvasGradient, path: (context: Context) => void): void {
  context.fillStyle = fill
  context.beginPath()
  path(context)
  context.fill()
}

function sideLight(context: Context, [light, shade]: readonly [string, string], halfWidth: number): CanvasGradient {
  const gradient = context.createLinearGradient(-halfWidth, -60, halfWidth, 90)
  gradient.addColorStop(0, light)
  gradient.addColorStop(0.45, light)
  gradient.addColorStop(1, shade)
  return gradient
}

function drawLongHair(context: Context, { hair }: Guest): void {
  shape(context, hair, (path) => {
    path.moveTo(-10, -262)
    path.bezierCurveTo(190, -270, 228, -90, 212, 60)
    path.bezierCurveTo(204, 190, 240, 260, 196, 352)
    path.lineTo(-206, 352)
    path.bezierCurveTo(-250, 250, -206, 190, -216, 60)
    path.bezierCurveTo(-228, -100, -190, -262, -10, -262)
  })
}

function drawBody(context: Context, guest: Guest): void {
  const [, skinShade] = guest.skin
  shape(context, skinShade, (path) => path.roundRect(-66, 96, 132, 190, 40))
  shape(context, sideLight(context, guest.clothes, 320), (path) => {
    path.moveTo(-84, 232)
    path.bezierCurveTo(-250, 262, -352, 320, -384, 640)
    path.lineTo(384, 640)
    path.bezierCurveTo(352, 320, 250, 262, 84, 232)
    path.quadraticCurveTo(0, 330, -84, 232)
  })
  if (guest.pattern === 'dots') drawDots(context)
  else drawJacket(context, guest)
}

function drawDots(context: Context): void {
  for (let row = 0; row < 5; row++) {
    for (let column = -4; column <= 4; column++) {
      const x = column * 74 + (row % 2) * 37
      const y = 348 + row * 58
      if (Math.abs(x) < 190 + row * 30)
        shape(context, 'rgba(255, 236, 214, 0.75)', (path) => path.arc(x, y, 11, 0, Math.PI * 2))
    }
  }
}

function drawJacket(context: Context, { clothes: [, shade] }: Guest): void {
  shape(context, '#f3ede4', (path) => {
    path.moveTo(-78, 236)
    path.lineTo(0, 600)
    path.lineTo(78, 236)
    path.quadraticCurveTo(0, 326, -78, 236)
  })
  for (const side of [-1, 1]) {
    shape(context, shade, (path) => {
      path.moveTo(side * 80, 232)
      path.lineTo(side * 176, 300)
      path.lineTo(side * 120, 372)
      path.lineTo(side * 8, 620)
      path.lineTo(side * 92, 330)
    })
  }
  shape(context, '#e2a63b', (path) => {
    path.moveTo(0, 300)
    path.lineTo(-52, 272)
    path.lineTo(-52, 336)
    path.lineTo(0, 306)
    path.lineTo(52, 336)
    path.lineTo(52, 272)
  })
}

function drawHead(context: Context, guest: Guest): void {
  for (const side of [-1, 1]) {
    shape(context, guest.skin[1], (path) => path.ellipse(side * 158, 6, 26, 42, side * 0.15, 0, Math.PI * 2))
  }
  shape(context, sideLight(context, guest.skin, 170), (path) => {
    path.moveTo(0, -212)
    path.bezierCurveTo(122, -212, 166, -110, 158, 6)
    path.bezierCurveTo(150, 112, 78, 186, 0, 186)
    path.bezierCurveTo(-78, 186, -150, 112, -158, 6)
    path.bezierCurveTo(-166, -110, -122, -212, 0, -212)
  })
  for (const side of [-1, 1]) {
    shape(context, 'rgba(226, 88, 82, 0.2)', (path) => path.ellipse(side * 92, 62, 40, 28, 0, 0, Math.PI * 2))
  }
}

function drawFace(context: Context, guest: Guest, time: number): void {
  const openness = blink(time)
  for (const side of [-1, 1]) {
    drawEye(context, side * 64, -22, openness, Math.sin(time * 0.5) * 5)
    drawBrow(context, guest, side)
  }
  context.strokeStyle = guest.skin[1]
  context.lineWidth = 9
  context.lineCap = 'round'
  context.beginPath()
  context.moveTo(6, -6)
  context.quadraticCurveTo(26, 48, -6, 54)
  context.stroke()
  drawSmile(context, guest, 1 + 0.07 * Math.sin(time * 1.1))
}

/** 1 open, 0 shut: a blink of a sixth of a second every five. */
function blink(time: number): number {
  const at = (time % 5) / 0.16
  return at < 1 ? Math.abs(at * 2 - 1) : 1
}

function drawEye(context: Context, x: number, y: number, openness: number, gaze: number): void {
  const height = Math.max(2, 21 * openness)
  shape(context, '#fbf6f0', (path) => path.ellipse(x, y, 32, height, 0, 0, Math.PI * 2))
  if (openness < 0.4) return
  shape(context, '#3a2618', (path) => path.ellipse(x + gaze, y, 15, Math.min(16, height), 0, 0, Math.PI * 2))
  shape(context, '#ffffff', (path) => path.arc(x + gaze - 5, y - 6, 5, 0, Math.PI * 2))
  context.strokeStyle = '#24150f'
  context.lineWidth = 6
  context.beginPath()
  context.ellipse(x, y, 33, height + 2, 0, Math.PI * 1.08, Math.PI * 1.92)
  context.stroke()
}

function drawBrow(context: Context, { hair }: Guest, side: number): void {
  context.strokeStyle = hair
  context.lineWidth = 11
  context.lineCap = 'round'
  context.beginPath()
  context.moveTo(side * 30, -70)
  context.quadraticCurveTo(side * 66, -94, side * 104, -66)
  context.stroke()
}

function drawSmile(context: Context, { lips }: Guest, width: number): void {
  const half = 62 * width
  shape(context, lips, (path) => {
    path.moveTo(-half, 88)
    path.quadraticCurveTo(0, 108, half, 88)
    path.quadraticCurveTo(0, 178, -half, 88)
  })
  shape(context, '#fffaf2', (path) => {
    path.moveTo(-half + 10, 94)
    path.quadraticCurveTo(0, 112, half - 10, 94)
    path.quadraticCurveTo(0, 142, -half + 10, 94)
  })
}

function drawFringe(context: Context, guest: Guest): void {
  const lift = guest.isLong ? 0 : 26
  shape(context, guest.hair, (path) => {
    path.moveTo(-166, guest.isLong ? 40 : -44)
    path.bezierCurveTo(-190, -190 - lift, -90, -262 - lift, 10, -256 - lift)
    path.bezierCurveTo(130, -252 - lift, 188, -170, 166, guest.isLong ? 40 : -44)
    path.bezierCurveTo(160, -70, 140, -112, 92, -142)
    path.bezierCurveTo(20, -112, -70, -118, -104, -150)
    path.bezierCurveTo(-140, -110, -156, -60, -166, guest.isLong ? 40 : -44)
  })
}
