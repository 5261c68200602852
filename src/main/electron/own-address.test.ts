import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOwnUrl, isPageOf, pageUrl } from './own-address'

describe('isOwnUrl', () => {
  it.each(['app://photocall/', 'app://photocall/console', 'app://photocall/media/thumbs/1?v=2'])('knows %s', (url) => {
    expect(isOwnUrl(url)).toBe(true)
  })

  it.each([
    '',
    'null',
    'about:blank',
    'data:text/html,hello',
    'file:///etc/passwd',
    'http://photocall/console',
    'app://evil/console',
    'app://photocall.evil.example/console',
    'app://photocall:81/console',
    'https://example.com/app://photocall/',
  ])('refuses %s', (url) => {
    expect(isOwnUrl(url)).toBe(false)
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (url) => typeof isOwnUrl(url) === 'boolean'))
  })
})

describe('isPageOf', () => {
  it('gives each window its own page and the crash page', () => {
    expect(isPageOf('console', pageUrl('console'))).toBe(true)
    expect(isPageOf('kiosk', 'app://photocall/crashed')).toBe(true)
  })

  it('refuses the page of the other window and every other address of ours', () => {
    expect(isPageOf('kiosk', pageUrl('console'))).toBe(false)
    expect(isPageOf('console', 'app://photocall/media/originals/1')).toBe(false)
  })
})
