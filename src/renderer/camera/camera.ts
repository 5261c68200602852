import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CameraStatus } from '../../contract/app-state'
import { openDemoCamera } from './demo-camera'
import type { Viewfinder } from './viewfinder'
import { cameraLabels, NoSuchCamera, openWebcam, type WebcamWish } from './webcam'

export interface CameraState {
  status: CameraStatus
  viewfinder: Viewfinder | null
  /** Labels of all cameras of this machine. */
  devices: string[]
}

/** This window's camera: opened by wish, opened again by itself when it comes back. */
export interface Camera {
  store: StoreApi<CameraState>
  /** Null: closed. The same wish again changes nothing. */
  wish(wish: CameraWish | null): void
  /** At once, when the operator asks after mending something. */
  retry(): void
  /** Lets go of an open camera and opens it again, since it may stand still. */
  reopen(): void
  close(): void
}

export interface CameraWish extends WebcamWish {
  isDemo: boolean
}

/** What differs between a real window and a test. */
export interface CameraDevices {
  open(wish: CameraWish): Promise<Viewfinder>
  labels(): Promise<string[]>
  /** A camera was plugged in or out, or allowed or forbidden. */
  onChange(listen: () => void): () => void
}

/** Another program lets go of a camera without telling anybody, so it is asked for again this often. */
const retryMs = 3000

export const windowDevices: CameraDevices = {
  open: (wish) => (wish.isDemo ? Promise.resolve(openDemoCamera(wish)) : openWebcam(wish)),
  labels: cameraLabels,
  onChange(listen) {
    // Absent on pages from other machines without TLS.
    const media = navigator.mediaDevices as MediaDevices | undefined
    media?.addEventListener('devicechange', listen)
    return () => media?.removeEventListener('devicechange', listen)
  },
}

export function createCamera(devices: CameraDevices = windowDevices): Camera {
  const store = createStore<CameraState>(() => ({ status: 'none', viewfinder: null, devices: [] }))
  let wished: CameraWish | null = null
  /** Counts openings, so that one that was overtaken is thrown away. */
  let generation = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function open(): void {
    clearTimeout(timer)
    const wish = wished
    if (wish === null) return
    const mine = ++generation
    const { status } = store.getState()
    const wasLost = status === 'lost'
    // A try that nobody asked for is not worth a flicker from "lost" to "starting" and back.
    if (status === 'none') store.setState({ status: 'starting' })
    devices.open(wish).then(
      (viewfinder) => (mine === generation ? use(viewfinder) : viewfinder.close()),
      (error: unknown) => mine === generation && fail(statusOf(error, wasLost)),
    )
  }

  function use(viewfinder: Viewfinder): void {
    viewfinder.onLost(() => {
      if (store.getState().viewfinder === viewfinder) fail('lost')
    })
    store.setState({ status: 'ready', viewfinder })
    void listDevices()
  }

  function fail(status: CameraStatus): void {
    release()
    store.setState({ status })
    timer = setTimeout(open, retryMs)
    void listDevices()
  }

  function release(): void {
    generation++
    clearTimeout(timer)
    store.getState().viewfinder?.close()
    store.setState({ viewfinder: null })
  }

  function openAnew(): void {
    release()
    store.setState({ status: 'none' })
    open()
  }

  async function listDevices(): Promise<void> {
    const labels = await devices.labels().catch(() => [])
    if (labels.join('\n') !== store.getState().devices.join('\n')) store.setState({ devices: labels })
  }

  const stopListening = devices.onChange(() => {
    void listDevices()
    if (wished !== null && store.getState().viewfinder === null) open()
  })
  void listDevices()

  return {
    store,
    wish(wish) {
      if (isSameWish(wish, wished)) return
      wished = wish
      openAnew()
    },
    retry() {
      if (store.getState().viewfinder === null) open()
    },
    reopen() {
      if (wished !== null) openAnew()
    },
    close() {
      stopListening()
      wished = null
      release()
    },
  }
}

function isSameWish(a: CameraWish | null, b: CameraWish | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** What getUserMedia's refusals mean to an operator. */
function statusOf(error: unknown, wasLost: boolean): CameraStatus {
  if (error instanceof NoSuchCamera) return wasLost ? 'lost' : 'none'
  const name = error instanceof Error ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotReadableError' || name === 'AbortError') return 'in-use'
  if (name !== 'NotFoundError' && name !== 'OverconstrainedError') console.warn('The camera did not open.', error)
  return wasLost ? 'lost' : 'none'
}
