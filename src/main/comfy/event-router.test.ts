import { describe, expect, it } from 'vitest'
import { createEventRouter } from './event-router'
import type { ComfyEvent } from './messages'

const start = (promptId: string): ComfyEvent => ({ type: 'start', promptId })
const executing = (promptId: string | null, node: string | null): ComfyEvent => ({ type: 'executing', promptId, node })
const preview = (promptId: string | null): ComfyEvent => ({
  ...{ type: 'preview', promptId, node: '3', mediaType: 'image/jpeg' },
  bytes: new Uint8Array([1]),
})

function scene() {
  const router = createEventRouter()
  const heard: Record<string, ComfyEvent[]> = {}
  const follow = (promptId: string) => {
    heard[promptId] = []
    return router.follow(promptId, (event) => void heard[promptId]!.push(event))
  }
  return { router, heard, follow }
}

describe('events', () => {
  it('that come before anybody follows are kept in their order, and given once', () => {
    const { router, heard, follow } = scene()
    const early = [start('a'), executing('a', '1'), executing('a', null)]
    early.forEach(router.give)
    follow('a')
    expect(heard['a']).toEqual(early)
    follow('a')
    expect(heard['a']).toEqual([])
  })

  it('of others are nobody’s, pictures of theirs included', () => {
    const { router, heard, follow } = scene()
    follow('ours')
    for (const event of [start('theirs'), preview('theirs'), preview(null), executing('theirs', null)])
      router.give(event)
    expect(heard['ours']).toEqual([])
  })

  it('without an id belong to the prompt that runs for us', () => {
    const { router, heard, follow } = scene()
    follow('a')
    follow('b')
    router.give(start('b'))
    router.give(preview(null))
    router.give({ type: 'progress', promptId: null, node: '3', value: 1, max: 2 })
    expect([heard['a']?.length, heard['b']?.length]).toEqual([0, 3])
  })

  it('without an id after the end belong to nobody', () => {
    const { router, heard, follow } = scene()
    follow('a')
    for (const event of [start('a'), executing('a', null), preview(null)]) router.give(event)
    expect(heard['a']?.map(({ type }) => type)).toEqual(['start', 'executing'])
  })

  it('of a node alone, as a server greets who comes back, are meant for the only prompt there is', () => {
    const { router, heard, follow } = scene()
    follow('a')
    router.reset()
    router.give(executing(null, '2'))
    expect(heard['a']).toHaveLength(1)
    follow('b')
    router.reset()
    router.give(executing(null, '2'))
    expect([heard['a'], heard['b']].map((list) => list?.length)).toEqual([1, 0])
  })

  it('that nobody ever asks for do not pile up', () => {
    const { router, heard, follow } = scene()
    for (let n = 0; n < 100; n++) router.give(start(`p${n}`))
    for (let n = 0; n < 1000; n++) router.give(executing('p99', String(n)))
    follow('p0')
    follow('p99')
    expect(heard['p0']).toEqual([])
    expect(heard['p99']).toHaveLength(500)
  })
})
