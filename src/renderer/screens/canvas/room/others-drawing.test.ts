import { describe, expect, test } from 'vitest'
import { createHandClock } from '../testing/hand-clock'
import { createOthersDrawing, forgottenAfterMs } from './others-drawing'

const jpeg = (text: string) => `data:image/jpeg;base64,${btoa(text)}`

function setUp({ decodeMs = 0 } = {}) {
  const clock = createHandClock()
  const seen: string[] = []
  const others = createOthersDrawing<string>({
    clock,
    decode: (bytes) => new Promise((resolve) => clock.after(decodeMs, () => resolve(new TextDecoder().decode(bytes)))),
    show: (picture) => void seen.push(picture),
    hide: () => void seen.push('hidden'),
    final: (bytes) => void seen.push(`final of ${bytes.length}`),
    onChange: (draws) => void seen.push(draws ? 'somebody' : 'nobody'),
  })
  return { clock, seen, others }
}

describe('what others draw', () => {
  test('is shown as it comes, until the final picture is here', async () => {
    const { clock, seen, others } = setUp()
    others.draw(jpeg('one'))
    await clock.advance(10)
    others.draw(jpeg('two'))
    await clock.advance(10)
    others.ended()
    expect(seen).toEqual(['somebody', 'one', 'two', 'nobody', 'hidden'])
  })

  test('is the newest picture alone where this tablet is slow', async () => {
    const { clock, seen, others } = setUp({ decodeMs: 100 })
    for (const text of ['one', 'two', 'three']) others.draw(jpeg(text))
    await clock.advance(500)
    expect(seen).toEqual(['somebody', 'one', 'three'])
  })

  test('that is decoded after the final picture came is not shown', async () => {
    const { clock, seen, others } = setUp({ decodeMs: 100 })
    others.draw(jpeg('late'))
    others.ended()
    await clock.advance(500)
    expect(seen).not.toContain('late')
  })

  test('is forgotten when its painter left in the middle of a stroke', async () => {
    const { clock, seen, others } = setUp()
    others.says(true)
    await clock.advance(forgottenAfterMs)
    expect(seen).toEqual(['somebody', 'nobody', 'hidden'])
  })

  test('as a PNG is a final picture', () => {
    const { seen, others } = setUp()
    const png = String.fromCharCode(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a).padEnd(40, '\0')
    others.draw(`data:image/png;base64,${btoa(png)}`)
    expect(seen).toEqual(['final of 40'])
  })

  test.each([
    '',
    'data:text/html;base64,PGI+',
    'data:image/svg+xml;base64,PGI+',
    'data:image/jpeg;base64,%%%',
    'https://a/b',
  ])('is nothing where it is no picture: %s', (text) => {
    const { seen, others } = setUp()
    others.draw(text)
    expect(seen).toEqual([])
  })
})
