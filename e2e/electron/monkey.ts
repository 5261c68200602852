import type { CDPSession, ElectronApplication, Page } from '@playwright/test'
import { press } from './kiosk-window'

interface Point {
  x: number
  y: number
}

/** What a monkey does, by how often out of a hundred. */
const habits = {
  tap: 27.6,
  tapButton: 16,
  swipe: 5,
  rest: 0.4,
  pinch: 3,
  palm: 3,
  click: 5,
  otherButton: 4,
  wheel: 3,
  dragMouse: 3,
  key: 24,
  word: 4,
  askForPin: 2,
} as const
type Habit = keyof typeof habits

const keys = [
  ...['Enter', 'Space', 'Tab', 'Shift+Tab', 'Escape', 'Backspace', 'Delete', 'Up', 'Down', 'Left', 'Right'],
  ...['PageUp', 'PageDown', 'Home', 'End', 'a', '1', '7', 'Q', '.', 'F1', 'F5', 'F6', 'F7', 'F10', 'F11', 'F12'],
  ...['Alt+F4', 'Alt+Left', 'Alt+Right', 'Alt+Home', 'Alt+Space', 'Alt+Tab', 'Alt', 'Control+W', 'Control+Shift+W'],
  ...['Control+R', 'Control+Shift+R', 'Control+F5', 'Control+P', 'Control+S', 'Control+O', 'Control+N', 'Control+T'],
  ...[
    'Control+F',
    'Control+G',
    'Control+H',
    'Control+J',
    'Control+L',
    'Control+U',
    'Control+A',
    'Control+C',
    'Control+V',
  ],
  ...['Control+=', 'Control+-', 'Control+0', 'Control+Shift+I', 'Control+Shift+J', 'Control+Shift+C', 'Control+Q'],
  ...[
    'Control+Shift+N',
    'Control+Shift+T',
    'Control+Tab',
    'Control+Escape',
    'Meta+Q',
    'Meta+D',
    'Meta',
    'Control+Alt+T',
  ],
  ...['VolumeUp', 'MediaPlayPause', 'PrintScreen'],
]

const words = ['4711', '0000', '123456789012', 'hola', 'ñandú', '<b>', '../..']

/** A guest without sense or mercy, the same for the same `random`; nothing is waited for but that it was sent. */
export function createMonkey(facts: {
  app: ElectronApplication
  page: Page
  session: CDPSession
  random: () => number
}) {
  const { app, page, session, random } = facts
  const { width, height } = { width: 1920, height: 1080 }
  const upTo = (limit: number) => Math.floor(random() * limit)
  const oneOf = <T>(list: readonly T[]): T => list[upTo(list.length)]!
  const somewhere = (): Point => ({ x: upTo(width), y: upTo(height) })
  const near = ({ x, y }: Point, far: number): Point => ({
    x: Math.min(width - 1, Math.max(0, x + upTo(2 * far) - far)),
    y: Math.min(height - 1, Math.max(0, y + upTo(2 * far) - far)),
  })
  const done: Partial<Record<Habit, number>> = {}

  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: Point[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map((point, id) => ({ ...point, id })) })
  const mouse = (
    type: 'mousePressed' | 'mouseReleased' | 'mouseMoved' | 'mouseWheel',
    at: Point,
    more: { button?: 'left' | 'right' | 'middle' | 'back' | 'forward'; deltaY?: number; modifiers?: number } = {},
  ) =>
    session.send('Input.dispatchMouseEvent', {
      type,
      ...at,
      ...(type === 'mouseWheel' ? { deltaX: 0, deltaY: 0 } : { clickCount: 1 }),
      ...more,
    })

  async function touches(...path: Point[][]) {
    const [first = [], ...moves] = path
    const steps = [
      touch('touchStart', first),
      ...moves.map((points) => touch('touchMove', points)),
      touch('touchEnd', []),
    ]
    await Promise.all(steps)
  }

  async function click(at: Point, button: 'left' | 'right' | 'middle' | 'back' | 'forward') {
    await Promise.all([mouse('mousePressed', at, { button }), mouse('mouseReleased', at, { button })])
  }

  const acts: Record<Habit, () => Promise<unknown>> = {
    tap: () => touches([somewhere()]),
    async tapButton() {
      const buttons = await page.evaluate(() =>
        [...document.querySelectorAll('button')].map((button) => {
          const { x, y, width: wide, height: high } = button.getBoundingClientRect()
          return { x: x + wide / 2, y: y + high / 2 }
        }),
      )
      const choice = upTo(1000)
      const at = buttons[choice % Math.max(1, buttons.length)]
      if (at) await touches([at])
    },
    swipe() {
      const [from, to] = [somewhere(), somewhere()]
      const at = (part: number) => ({ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part })
      return touches([from], [at(0.25)], [at(0.5)], [at(0.75)], [to])
    },
    /** A finger that stays: long enough for what a long press opens. */
    async rest() {
      await touch('touchStart', [somewhere()])
      await page.evaluate(() => new Promise((wake) => setTimeout(wake, 700)))
      await touch('touchEnd', [])
    },
    pinch() {
      const centre = somewhere()
      const pair = (gap: number) => [near(centre, 1), { x: Math.min(width - 1, centre.x + gap), y: centre.y }]
      return touches(pair(40), pair(120), pair(300), pair(600))
    },
    palm() {
      const centre = somewhere()
      const fingers = () => Array.from({ length: 5 }, () => near(centre, 200))
      return touches(fingers(), fingers())
    },
    click: () => click(somewhere(), 'left'),
    otherButton: () => click(somewhere(), oneOf(['right', 'middle', 'back', 'forward'])),
    wheel: () => mouse('mouseWheel', somewhere(), { deltaY: upTo(1000) - 500, modifiers: oneOf([0, 2, 2]) }),
    async dragMouse() {
      const from = somewhere()
      const button = 'left'
      await mouse('mousePressed', from, { button })
      for (let step = 0; step < 3; step++) await mouse('mouseMoved', somewhere(), { button })
      await mouse('mouseReleased', somewhere(), { button })
    },
    key: () => press(app, oneOf(keys)),
    async word() {
      for (const letter of oneOf(words)) await press(app, letter)
    },
    askForPin: () => press(app, 'Control+Shift+K'),
  }

  function nextHabit(): Habit {
    const all = Object.entries(habits) as [Habit, number][]
    let left = random() * all.reduce((sum, [, share]) => sum + share, 0)
    return (all.find(([, share]) => (left -= share) < 0) ?? all[0]!)[0]
  }

  return {
    async act(): Promise<Habit> {
      const habit = nextHabit()
      done[habit] = (done[habit] ?? 0) + 1
      await acts[habit]()
      return habit
    },
    /** How often it did what. */
    counts: () => done,
  }
}
