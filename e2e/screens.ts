import { readFileSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { expect, type Browser, type Page } from '@playwright/test'
import { realPhotograph } from './fixtures'

/** Collects what a page complains of: errors of its own, and everything that the security policy refused. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}

/** WCAG 2.1 AA, as far as a program can tell, of the screen at rest: what is still fading in has no contrast yet. */
export async function expectAccessible(page: Page, name: string) {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await atRest(page)
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze()
  const found = violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)
  expect(found).toEqual([])
  await page.emulateMedia({ reducedMotion: null })
}

/** Waits until the page has drawn what it knows, heeds its keys, and nothing moves or fades in. */
export async function atRest(page: Page) {
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  await expect.poll(() => page.evaluate(countEndingAnimations)).toBe(0)
}

/** Notes which signs stand in the page from now on, however briefly; what is returned tells those seen so far. */
export async function noteSigns<Name extends string>(
  page: Page,
  signs: Record<Name, readonly [selector: string, text: string]>,
): Promise<() => Promise<Name[]>> {
  await page.evaluate(
    (wanted) => {
      const seen = new Set<string>()
      const look = () => {
        for (const [name, [selector, text]] of Object.entries(wanted)) {
          const places = [...document.querySelectorAll(selector)]
          if (places.some((place) => place.textContent.includes(text))) seen.add(name)
        }
      }
      new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
      look()
      Reflect.set(window, 'signsSeen', () => [...seen])
    },
    signs as Record<string, readonly [string, string]>,
  )
  return () => page.evaluate(() => (Reflect.get(window, 'signsSeen') as () => Name[])())
}

/** Messages that would pass by themselves stay, as they do under a pointer that moves. */
export async function keepMessages(page: Page) {
  await page.evaluate(() => {
    const move = () => new PointerEvent('pointermove', { bubbles: true })
    setInterval(
      () => document.querySelectorAll('[role=region] > ol').forEach((list) => list.dispatchEvent(move())),
      100,
    )
  })
}

/** Kiosk settings under which a guest never counts as gone while a slow machine works. */
export const patientKiosk = { idleSec: 300, resultSec: 300 }

/** In the page: those that turn for ever, as a waiting sign does, are its rest. */
function countEndingAnimations(): number {
  const ends = (animation: Animation) => animation.effect?.getComputedTiming().endTime !== Infinity
  return document.getAnimations().filter((animation) => animation.playState === 'running' && ends(animation)).length
}

/** Asks the core from within a paired page. */
export async function command(page: Page, name: string, input: object = {}): Promise<unknown> {
  return page.evaluate(
    async ([path, body]) => {
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(path, { method: 'POST', headers, body })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return (await response.json()) as unknown
    },
    [`/commands/${name}`, JSON.stringify(input)] as const,
  )
}

/** A second browser that the console admits as guests' screen, as an operator would. */
export async function openKiosk(browser: Browser, console: Page): Promise<Page> {
  await console.getByRole('navigation').getByRole('button', { name: 'Kiosk' }).click()
  await console.getByRole('button', { name: 'Make an address' }).click()
  const address = await console.getByText(/\/pair\?code=/).innerText()
  const kiosk = await (await browser.newContext()).newPage()
  await kiosk.goto(address)
  await kiosk.getByRole('button', { name: 'Connect' }).click()
  await kiosk.waitForURL(/\/kiosk$/)
  return kiosk
}

/** Hands pictures in over HTTP, as a script would, and waits for none of them; gives the jobs' ids. */
export async function upload(
  page: Page,
  count: number,
  query: Record<string, string> = {},
  picture = readFileSync(realPhotograph),
): Promise<string[]> {
  const { origin } = new URL(page.url())
  const jobIds: string[] = []
  for (let i = 0; i < count; i++) {
    const response = await page.request.post(
      `${origin}/uploads?${new URLSearchParams({ seed: String(i), ...query })}`,
      {
        data: picture,
        headers: { 'content-type': 'image/jpeg', origin },
      },
    )
    expect(response.status()).toBe(202)
    jobIds.push(((await response.json()) as { jobId: string }).jobId)
  }
  return jobIds
}

/** By the rail, as an operator would. */
export async function goToScreen(page: Page, name: string) {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name }).click()
}
