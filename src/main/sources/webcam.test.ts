import { expect, test } from 'vitest'
import type { ServerMessage } from '../../contract/app-state'
import { createManualClock } from '../lib/clock'
import { createWebcam } from './webcam'

const ready = { status: 'ready' as const, label: 'Cam', widthPx: 1920, heightPx: 1080, devices: [{ label: 'Cam' }] }

function harness(preferred: 'console' | 'kiosk' = 'console', deliveryMs = 3000) {
  const clock = createManualClock()
  const told: { clientId: string; message: ServerMessage }[] = []
  const webcam = createWebcam({
    clock,
    preferredRole: () => preferred,
    deliveryMs: () => deliveryMs,
    tell: (clientId, message) => void told.push({ clientId, message }),
  })
  return { clock, webcam, told, signal: new AbortController().signal }
}

function ticketIn(told: { message: ServerMessage }[]): string {
  const message = told.at(-1)?.message
  return message?.type === 'shoot' ? message.ticket : ''
}

const jobId = '8f14e45f-ceea-4672-a4ab-5a3a2f1d7c11'

test('without a window that has a camera a press is blocked by name', () => {
  const { webcam } = harness()
  expect(webcam.blocked()?.code).toBe('no_camera')
  webcam.report({ id: 'a', role: 'console' }, { ...ready, status: 'denied' })
  expect(webcam.blocked()?.code).toBe('camera_denied')
  webcam.report({ id: 'a', role: 'console' }, { ...ready, status: 'in-use' })
  expect(webcam.blocked()?.code).toBe('camera_busy')
  webcam.report({ id: 'a', role: 'console' }, ready)
  expect(webcam.blocked()).toBeNull()
})

test('one window owns the camera; the one that the settings name wins, and a lease passes on when its owner goes', () => {
  const { webcam } = harness('kiosk')
  expect(webcam.report({ id: 'a', role: 'console' }, ready)).toBe(true)
  expect(webcam.report({ id: 'b', role: 'kiosk' }, ready)).toBe(true)
  expect(webcam.view().ownerId).toBe('b')
  webcam.disconnect('b')
  expect(webcam.view().ownerId).toBe('a')
})

test('after sleep every window is told to open its camera anew', () => {
  const { webcam } = harness()
  let changes = 0
  webcam.onChange(() => (changes += 1))
  webcam.reopen()
  expect(changes).toBe(1)
  expect(webcam.view()).toMatchObject({ status: 'none', reopenings: 1 })
  webcam.report({ id: 'a', role: 'console' }, ready)
  expect(webcam.view()).toMatchObject({ status: 'ready', reopenings: 1 })
})

test('a second window of the same kind does not take the lease away', () => {
  const { webcam } = harness()
  webcam.report({ id: 'a', role: 'console' }, ready)
  expect(webcam.report({ id: 'b', role: 'console' }, ready)).toBe(false)
})

test('the owner alone is asked at zero, and its picture ends the wait', async () => {
  const { webcam, told, signal } = harness()
  webcam.report({ id: 'a', role: 'console' }, ready)
  webcam.report({ id: 'b', role: 'kiosk' }, ready)
  const taken = webcam.take({ jobId, remainingMs: 300, signal })
  expect(told).toMatchObject([{ clientId: 'a', message: { type: 'shoot', jobId, remainingMs: 300 } }])
  const shot = { jobId, ticket: ticketIn(told), path: '/p', shutterMissMs: 4 }
  webcam.deliver(shot)
  expect(await taken).toEqual({ path: '/p', shutterMissMs: 4 })
  expect(() => webcam.deliver(shot)).toThrow(expect.objectContaining({ code: 'not_possible_now' }))
})

test('a picture of anybody but the window that was asked is refused, and the wait goes on', async () => {
  const { webcam, told, signal } = harness()
  webcam.report({ id: 'a', role: 'console' }, ready)
  const taken = webcam.take({ jobId, remainingMs: 300, signal })
  const ticket = ticketIn(told)
  for (const wrong of ['', jobId, `${ticket}x`]) {
    const refused = expect.objectContaining({ code: 'not_allowed' }) as Error
    expect(() => webcam.admit({ jobId, ticket: wrong })).toThrow(refused)
    expect(() => webcam.deliver({ jobId, ticket: wrong, path: '/wrong', shutterMissMs: 0 })).toThrow(refused)
  }
  webcam.deliver({ jobId, ticket, path: '/p', shutterMissMs: 4 })
  expect(await taken).toMatchObject({ path: '/p' })
})

test('every picture has a ticket of its own', () => {
  const { webcam, told, signal } = harness()
  webcam.report({ id: 'a', role: 'console' }, ready)
  const jobs = [jobId, jobId.replace('8', '9')]
  const aborted = jobs.map((id) => webcam.take({ jobId: id, remainingMs: 0, signal }).catch(() => 'aborted'))
  expect(new Set(told.map(({ message }) => ticketIn([{ message }]))).size).toBe(aborted.length)
})

test.each([3000, 15_000])('no picture within the time that is set, %i ms, fails by name', async (deliveryMs) => {
  const { webcam, clock, told, signal } = harness('console', deliveryMs)
  webcam.report({ id: 'a', role: 'console' }, ready)
  const inTime = webcam.take({ jobId, remainingMs: 300, signal })
  clock.advance(300 + deliveryMs - 1)
  webcam.deliver({ jobId, ticket: ticketIn(told), path: '/p', shutterMissMs: 0 })
  await expect(inTime).resolves.toEqual({ path: '/p', shutterMissMs: 0 })
  const late = expect(webcam.take({ jobId, remainingMs: 300, signal })).rejects.toMatchObject({ code: 'camera_silent' })
  clock.advance(300 + deliveryMs)
  await late
})

test('a camera unplugged, or a window gone, while the picture is owed fails by name', async () => {
  const { webcam, signal } = harness()
  webcam.report({ id: 'a', role: 'console' }, ready)
  const first = expect(webcam.take({ jobId, remainingMs: 0, signal })).rejects.toMatchObject({ code: 'camera_lost' })
  // not the window that was asked: its word ends nothing
  webcam.failed('b', jobId, 'denied')
  webcam.failed('a', jobId, 'lost')
  await first
  const second = expect(webcam.take({ jobId, remainingMs: 0, signal })).rejects.toMatchObject({ code: 'camera_lost' })
  webcam.disconnect('a')
  await second
})

test('a cancelled countdown is no longer waited for', async () => {
  const { webcam, clock } = harness()
  webcam.report({ id: 'a', role: 'console' }, ready)
  const abort = new AbortController()
  const taken = expect(webcam.take({ jobId, remainingMs: 0, signal: abort.signal })).rejects.toBeDefined()
  abort.abort()
  await taken
  expect(clock.pending()).toBe(0)
})
