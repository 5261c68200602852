import { describe, expect, it } from 'vitest'
import { trustedRole } from './ipc-sender'

const console_ = { role: 'console', isMainFrame: true, frameUrl: 'app://photocall/console' } as const

describe('trustedRole', () => {
  it('is the role of the window', () => {
    expect(trustedRole(console_)).toBe('console')
    expect(trustedRole({ ...console_, role: 'kiosk' })).toBe('kiosk')
  })

  it('is none for a window that we did not make', () => {
    expect(trustedRole({ ...console_, role: null })).toBeNull()
  })

  it('is none for a frame within our page, even one of ours', () => {
    expect(trustedRole({ ...console_, isMainFrame: false })).toBeNull()
  })

  it.each(['', 'about:blank', 'data:text/html,x', 'https://example.com/', 'app://other/console'])(
    'is none for a page at "%s" in our window',
    (frameUrl) => {
      expect(trustedRole({ ...console_, frameUrl })).toBeNull()
    },
  )
})
