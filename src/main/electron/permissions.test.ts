import { describe, expect, it } from 'vitest'
import { mayKnow, mayUse } from './permissions'

const asked = { role: 'console', permission: 'media', url: 'app://photocall/console', mediaTypes: ['video'] } as const

describe('mayUse', () => {
  it('lets our pages use the camera', () => {
    expect(mayUse(asked)).toBe(true)
    expect(mayUse({ ...asked, role: 'kiosk', url: 'app://photocall/' })).toBe(true)
  })

  it('refuses the microphone, also together with the camera, and what it does not know', () => {
    expect(mayUse({ ...asked, mediaTypes: ['audio'] })).toBe(false)
    expect(mayUse({ ...asked, mediaTypes: ['video', 'audio'] })).toBe(false)
    expect(mayUse({ ...asked, mediaTypes: [] })).toBe(false)
    expect(mayUse({ ...asked, mediaTypes: ['unknown'] })).toBe(false)
  })

  it.each(['https://example.com', 'file:///', 'null', '', 'app://other/'])('refuses everything to %s', (url) => {
    expect(mayUse({ ...asked, url })).toBe(false)
    expect(mayUse({ ...asked, url, permission: 'fullscreen' })).toBe(false)
  })

  it.each(['geolocation', 'notifications', 'midi', 'hid', 'serial', 'usb', 'openExternal', 'display-capture'])(
    'refuses %s',
    (permission) => {
      expect(mayUse({ ...asked, permission, mediaTypes: [] })).toBe(false)
    },
  )

  it('lets the operator copy, and guests not', () => {
    const copy = { ...asked, permission: 'clipboard-sanitized-write', mediaTypes: [] }
    expect(mayUse(copy)).toBe(true)
    expect(mayUse({ ...copy, role: 'kiosk' })).toBe(false)
  })
})

describe('mayKnow', () => {
  it('tells our pages the labels of cameras, and others nothing', () => {
    expect(mayKnow({ role: 'kiosk', permission: 'media', url: 'app://photocall/' })).toBe(true)
    expect(mayKnow({ role: 'kiosk', permission: 'media', url: 'https://example.com/' })).toBe(false)
  })

  it('is as strict as using for everything else', () => {
    expect(mayKnow({ role: 'kiosk', permission: 'geolocation', url: 'app://photocall/' })).toBe(false)
    expect(mayKnow({ role: 'kiosk', permission: 'fullscreen', url: 'app://photocall/' })).toBe(true)
  })
})
