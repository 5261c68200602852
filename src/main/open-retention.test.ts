import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { handIn, openPlainBooth, shown, until } from './testing/plain-booth'
import { createSkippingClock } from './testing/skipping-clock'

const operator = { role: 'console' as const, clientId: null }
const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** A booth with one picture, that is to go when it is two days old. */
async function boothWithPicture() {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-dates-'))
  const clock = createSkippingClock()
  const core = await openPlainBooth(dir, { clock })
  const ask = (name: string, input: object = {}) => core.dispatch(operator, name, input)
  await ask('events.change', { id: 'first', change: { retention: { days: 2 } } })
  const { id, original } = await until(core, await handIn(core, dir), 'saved')
  const file = join(dir, 'data', ...original!.file.split('/'))
  const isKept = async () => {
    // a run plans all that is due before it waits for anything
    await setImmediate()
    return existsSync(file) && (await shown(core, id)).original !== null
  }
  const untilErased = async () => {
    await vi.waitFor(() => expect(existsSync(file)).toBe(false))
    expect((await shown(core, id)).original).toBeNull()
    expect(core.state().notices).toEqual([])
  }
  return { core, clock, ask, isKept, untilErased }
}

const clockJumped = { id: 'clock', level: 'attention', error: { code: 'clock_jumped', params: { by: '+3 h' } } }

test('while the clock runs as it did, a picture goes when it is old enough', async () => {
  const { clock, isKept, untilErased } = await boothWithPicture()
  clock.skip(dayMs)
  expect(await isKept()).toBe(true)
  clock.skip(2 * dayMs)
  await untilErased()
})

test('when the clock was set nothing is erased before the operator says that it is right', async () => {
  const { core, clock, ask, isKept, untilErased } = await boothWithPicture()
  clock.setBy(3 * hourMs)
  clock.skip(3 * dayMs)
  expect(await isKept()).toBe(true)
  expect(core.state().notices).toMatchObject([clockJumped])
  await ask('retention.confirmClock')
  await untilErased()
})

test('closing the message says that the clock is right, and the next run erases', async () => {
  const { core, clock, ask, isKept, untilErased } = await boothWithPicture()
  clock.setBy(3 * hourMs)
  clock.skip(3 * dayMs)
  expect(await isKept()).toBe(true)
  expect(core.state().notices).toMatchObject([clockJumped])
  await ask('notices.dismiss', { id: 'clock' })
  clock.skip(hourMs)
  await untilErased()
})

test('after more than a week without use the date is asked for before anything goes', async () => {
  const { core, clock, ask, isKept, untilErased } = await boothWithPicture()
  clock.skip(9 * dayMs)
  expect(await isKept()).toBe(true)
  expect(core.state().notices).toMatchObject([{ id: 'date', error: { code: 'date_unsure', params: { due: 1 } } }])
  await ask('notices.dismiss', { id: 'date' })
  await untilErased()
})
