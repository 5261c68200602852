import { describe, expect, test } from 'vitest'
import { createTouchPolicy, handBeforePenMs, penLatelyMs } from './touch-policy'

const touch = (id: number, atMs: number) => ({ id, kind: 'touch', atMs }) as const
const pen = (id: number, atMs: number) => ({ id, kind: 'pen', atMs }) as const

describe('which pointers draw', () => {
  test('several fingers draw at once, each by itself', () => {
    const policy = createTouchPolicy()
    for (const id of [1, 2, 3]) expect(policy.down(touch(id, id)).draws).toBe(true)
    expect(policy.drawing()).toEqual([1, 2, 3])
    policy.up(2, 10)
    expect(policy.drawing()).toEqual([1, 3])
  })

  test('a touch does not draw while a pen is down', () => {
    const policy = createTouchPolicy()
    policy.down(pen(1, 0))
    expect(policy.down(touch(2, 60_000)).draws).toBe(false)
    expect(policy.drawing()).toEqual([1])
  })

  test('a touch does not draw shortly after a pen was lifted, and draws again later', () => {
    const policy = createTouchPolicy()
    policy.down(pen(1, 0))
    policy.up(1, 1000)
    expect(policy.down(touch(2, 1000 + penLatelyMs - 1)).draws).toBe(false)
    expect(policy.down(touch(3, 1000 + penLatelyMs)).draws).toBe(true)
  })

  test('a hovering pen keeps the hand from drawing', () => {
    const policy = createTouchPolicy()
    policy.penSeen(5000)
    expect(policy.down(touch(2, 5001)).draws).toBe(false)
  })

  test('a hand that was laid down just before the pen is taken back; an older finger is another child’s', () => {
    const policy = createTouchPolicy()
    policy.down(touch(1, 0))
    policy.down(touch(2, handBeforePenMs + 100))
    expect(policy.down(pen(3, handBeforePenMs + 200))).toEqual({ draws: true, cancels: [2] })
    expect(policy.drawing()).toEqual([3, 1])
  })

  test('a mouse draws beside a pen', () => {
    const policy = createTouchPolicy()
    policy.down(pen(1, 0))
    expect(policy.down({ id: 2, kind: 'mouse', atMs: 1 }).draws).toBe(true)
  })
})
