import { describe, expect, test } from 'vitest'
import type { CameraView } from '../../contract/app-state'
import { cameraRoleOf } from './camera-policy'

const free: CameraView = {
  status: 'none',
  ownerId: null,
  ownerRole: null,
  label: '',
  widthPx: 0,
  heightPx: 0,
  devices: [],
  reopenings: 0,
}
const heldBy = (ownerId: string, ownerRole: 'console' | 'kiosk'): CameraView => ({
  ...free,
  status: 'ready',
  ownerId,
  ownerRole,
  label: 'Cam A',
})
const me = { role: 'console', clientId: 'me', preferredOwner: 'console', labels: ['Cam A'] } as const

describe('a window’s camera', () => {
  test('shoots where the settings name this kind of window and nobody holds the lease', () => {
    expect(cameraRoleOf({ ...me, camera: free })).toBe('shoot')
  })

  test('shoots while this window holds the lease', () => {
    expect(cameraRoleOf({ ...me, camera: heldBy('me', 'console') })).toBe('shoot')
    expect(cameraRoleOf({ ...me, preferredOwner: 'kiosk', camera: heldBy('me', 'console') })).toBe('shoot')
  })

  test('takes over from the other kind of window', () => {
    expect(cameraRoleOf({ ...me, camera: heldBy('other', 'kiosk') })).toBe('shoot')
  })

  test('leaves the shooting to another window of its own kind, and previews the very same camera only', () => {
    expect(cameraRoleOf({ ...me, camera: heldBy('other', 'console') })).toBe('preview')
    expect(cameraRoleOf({ ...me, labels: ['Another'], camera: heldBy('other', 'console') })).toBe('rest')
  })

  test('stands in after a moment when the preferred window has no working camera', () => {
    expect(cameraRoleOf({ ...me, role: 'kiosk', camera: free })).toBe('stand-in')
    expect(cameraRoleOf({ ...me, role: 'kiosk', camera: { ...heldBy('other', 'console'), status: 'lost' } })).toBe(
      'stand-in',
    )
    expect(cameraRoleOf({ ...me, role: 'kiosk', camera: heldBy('other', 'console') })).toBe('preview')
  })
})
