import { describe, expect, test, vi } from 'vitest'
import type { CameraView } from '../../contract/app-state'
import type { Client, ShootRequest } from '../connection/client'
import { createMirror } from '../connection/mirror'
import { exampleId, exampleState } from '../../contract/testing/state-example'
import { createCamera, type CameraDevices } from './camera'
import { createCameraLease } from './camera-lease'
import type { Viewfinder } from './viewfinder'

interface FakeDevices {
  opened: FakeViewfinder[]
  error: Error | null
  changed: () => void
  devices: CameraDevices
}

function createFakeDevices(): FakeDevices {
  const opened: FakeViewfinder[] = []
  const fake: FakeDevices = {
    opened,
    error: null,
    changed: () => undefined,
    devices: {
      open(wish) {
        if (fake.error) return Promise.reject(fake.error)
        const viewfinder = createFakeViewfinder(wish.label || 'First')
        opened.push(viewfinder)
        return Promise.resolve(viewfinder)
      },
      labels: () => Promise.resolve(['First', 'Second']),
      onChange(listen) {
        fake.changed = listen
        return () => undefined
      },
    },
  }
  return fake
}

type FakeViewfinder = Viewfinder & { lose: () => void; isClosed: () => boolean }

function createFakeViewfinder(label: string): FakeViewfinder {
  let lose: () => void = () => undefined
  let closed = false
  return {
    label,
    widthPx: 1920,
    heightPx: 1080,
    showIn: () => () => undefined,
    shootAt: () => Promise.resolve({ jpeg: new Blob(['jpeg']), missMs: 7 }),
    onLost: (listen) => void (lose = listen),
    close: () => void (closed = true),
    lose: () => lose(),
    isClosed: () => closed,
  }
}

function setUp() {
  const fake = createFakeDevices()
  const mirror = createMirror()
  let shoot: (request: ShootRequest) => void = () => undefined
  const command = vi.fn(() => Promise.resolve({ owner: true }))
  const deliverShot = vi.fn(() => Promise.resolve())
  const client = {
    command,
    deliverShot,
    upload: vi.fn(),
    onShoot: (listen: (request: ShootRequest) => void) => {
      shoot = listen
      return () => undefined
    },
    close: () => undefined,
  } as unknown as Client
  const camera = createCamera(fake.devices)
  const lease = createCameraLease({ client, mirror, camera })
  const connect = (view: Partial<CameraView> = {}, clientId = 'me') => {
    const state = exampleState()
    const next = { ...state, camera: { ...state.camera, ...view } }
    mirror.receive({ type: 'snapshot', seq: 1, nowMs: 1, clientId, role: 'console', state: next })
  }
  const reports = () => command.mock.calls.filter(([name]: unknown[]) => name === 'camera.report')
  return { fake, camera, lease, connect, command, deliverShot, reports, shoot: (r: ShootRequest) => shoot(r) }
}

const request: ShootRequest = { type: 'shoot', jobId: exampleId(1), ticket: 't', remainingMs: 5, nowMs: 1 }

describe('camera lease', () => {
  test('opens the camera and reports it ready with its real size', async () => {
    const { connect, command, camera } = setUp()
    connect()
    await vi.waitFor(() => expect(camera.store.getState().status).toBe('ready'))
    const ready = { status: 'ready', label: 'First', widthPx: 1920, heightPx: 1080 }
    await vi.waitFor(() => expect(command).toHaveBeenLastCalledWith('camera.report', expect.objectContaining(ready)))
  })

  test('takes the picture when asked and delivers it with its miss', async () => {
    const { connect, camera, shoot, deliverShot } = setUp()
    connect()
    await vi.waitFor(() => expect(camera.store.getState().status).toBe('ready'))
    shoot(request)
    await vi.waitFor(() =>
      expect(deliverShot).toHaveBeenCalledWith({ jobId: exampleId(1), ticket: 't' }, expect.any(Blob), 7),
    )
  })

  test('says why when it is asked without a camera', async () => {
    const { fake, connect, camera, shoot, command } = setUp()
    fake.error = Object.assign(new Error(), { name: 'NotAllowedError' })
    connect()
    await vi.waitFor(() => expect(camera.store.getState().status).toBe('denied'))
    shoot(request)
    const failed = { jobId: exampleId(1), reason: 'denied' }
    await vi.waitFor(() => expect(command).toHaveBeenCalledWith('camera.shotFailed', failed))
  })

  test('opens the camera anew when the machine woke up, and only then', async () => {
    const { fake, connect, camera } = setUp()
    connect({ reopenings: 2 })
    await vi.waitFor(() => expect(camera.store.getState().status).toBe('ready'))
    connect({ reopenings: 2, label: 'First' })
    expect(fake.opened).toHaveLength(1)
    connect({ reopenings: 3 })
    await vi.waitFor(() => expect(camera.store.getState().status).toBe('ready'))
    expect(fake.opened.map((viewfinder) => viewfinder.isClosed())).toEqual([true, false])
  })

  test('reports an unplugged camera as lost, and opens it again as soon as one is plugged in', async () => {
    const { fake, connect, camera } = setUp()
    connect()
    await vi.waitFor(() => expect(camera.store.getState().status).toBe('ready'))
    fake.error = Object.assign(new Error(), { name: 'NotFoundError' })
    fake.opened[0]?.lose()
    expect(camera.store.getState().status).toBe('lost')
    expect(fake.opened[0]?.isClosed()).toBe(true)
    fake.changed()
    await vi.waitFor(() => expect(camera.store.getState().status).toBe('lost'))
    fake.error = null
    fake.changed()
    await vi.waitFor(() => expect(camera.store.getState().status).toBe('ready'))
  })

  test.each([
    ['NotReadableError', 'in-use'],
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'none'],
  ])('names %s as %s', async (name, status) => {
    const { fake, connect, camera } = setUp()
    fake.error = Object.assign(new Error(), { name })
    connect()
    await vi.waitFor(() => expect(camera.store.getState().status).toBe(status))
  })

  test('reports again to a new link', async () => {
    const { connect, reports, camera } = setUp()
    connect()
    await vi.waitFor(() => expect(camera.store.getState().status).toBe('ready'))
    await vi.waitFor(() => expect(camera.store.getState().devices).toHaveLength(2))
    const before = reports().length
    connect({}, 'me again')
    expect(reports()).toHaveLength(before + 1)
  })

  test('closes a camera that another window’s lease makes needless', async () => {
    const { fake, connect, camera } = setUp()
    connect()
    await vi.waitFor(() => expect(camera.store.getState().status).toBe('ready'))
    connect({ status: 'ready', ownerId: 'other', ownerRole: 'console', label: 'Elsewhere' })
    expect(fake.opened[0]?.isClosed()).toBe(true)
    expect(camera.store.getState().viewfinder).toBeNull()
  })
})
