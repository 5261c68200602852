import type { CommandInput } from '../../contract/commands'
import type { Client, ShootRequest } from '../connection/client'
import type { Mirror, Mirrored } from '../connection/mirror'
import type { Camera, CameraState, CameraWish } from './camera'
import { cameraRoleOf } from './camera-policy'
import { demoLabel } from './demo-camera'

/** How long a window that is not the preferred one waits for a better one, milliseconds. */
const standInMs = 3000

/** Opens this window's camera when it is its turn, tells the core how it is, and shoots when asked. */
export function createCameraLease(deps: { client: Client; mirror: Mirror; camera: Camera }): { close(): void } {
  const { client, mirror, camera } = deps
  let standInTimer: ReturnType<typeof setTimeout> | undefined
  let reported = ''
  let reopenings: number | null = null

  function follow(): void {
    const known = mirror.store.getState()
    if (known.link !== 'up' || known.state === null || known.clientId === null || known.role === null) return
    clearTimeout(standInTimer)
    const wish = wishOf(known.state)
    const role = cameraRoleOf({
      role: known.role,
      clientId: known.clientId,
      camera: known.state.camera,
      preferredOwner: known.state.settings.camera.owner,
      labels: wish.isDemo ? [demoLabel] : camera.store.getState().devices,
    })
    const hadSlept = reopenings !== null && known.state.camera.reopenings > reopenings
    reopenings = known.state.camera.reopenings
    if (hadSlept) camera.reopen()
    if (role === 'rest') camera.wish(null)
    else if (role === 'stand-in') standInTimer = setTimeout(() => camera.wish(wish), standInMs)
    else camera.wish(role === 'preview' && !wish.isDemo ? { ...wish, label: known.state.camera.label } : wish)
    report(known)
  }

  /** Once for each change, and again to every new link: the core forgets windows that are gone. */
  function report({ clientId }: Mirrored): void {
    const facts = reportOf(camera.store.getState())
    const key = JSON.stringify([clientId, facts])
    if (key === reported) return
    reported = key
    client.command('camera.report', facts).catch((error: unknown) => {
      reported = ''
      console.warn('The camera could not be reported.', error)
    })
  }

  async function shoot({ jobId, ticket, remainingMs, nowMs }: ShootRequest): Promise<void> {
    const { viewfinder, status } = camera.store.getState()
    if (viewfinder === null) return fail(jobId, status)
    const onItsWayMs = Math.max(0, mirror.clock.nowMs() - nowMs)
    const zeroMs = performance.now() + remainingMs - onItsWayMs
    try {
      const { jpeg, missMs } = await viewfinder.shootAt(zeroMs)
      if (camera.store.getState().viewfinder !== viewfinder) return await fail(jobId, 'lost')
      await client.deliverShot({ jobId, ticket }, jpeg, missMs)
    } catch (error) {
      console.warn('The picture could not be taken.', error)
      await fail(jobId, camera.store.getState().status)
    }
  }

  async function fail(jobId: string, status: CameraState['status']): Promise<void> {
    const reason = status === 'ready' || status === 'starting' ? 'error' : status
    await client.command('camera.shotFailed', { jobId, reason }).catch((error: unknown) => {
      console.warn('The core did not hear of the failed picture.', error)
    })
  }

  const stops = [
    mirror.store.subscribe((now, before) => {
      if (concernsCamera(now, before)) follow()
    }),
    camera.store.subscribe(follow),
    client.onShoot((request) => void shoot(request)),
  ]
  follow()
  return {
    close() {
      clearTimeout(standInTimer)
      stops.forEach((stop) => stop())
      camera.close()
    },
  }
}

function concernsCamera(now: Mirrored, before: Mirrored): boolean {
  return (
    now.clientId !== before.clientId ||
    now.link !== before.link ||
    now.state?.camera !== before.state?.camera ||
    now.state?.settings.camera !== before.state?.settings.camera
  )
}

function wishOf(state: NonNullable<Mirrored['state']>): CameraWish {
  const { label, widthPx, heightPx } = state.settings.camera
  return { label, widthPx, heightPx, isDemo: state.app.demo }
}

function reportOf({ status, viewfinder, devices }: CameraState): CommandInput<'camera.report'> {
  return {
    status,
    label: (viewfinder?.label ?? '').slice(0, 200),
    widthPx: viewfinder?.widthPx ?? 0,
    heightPx: viewfinder?.heightPx ?? 0,
    devices: devices.slice(0, 32).map((label) => ({ label: label.slice(0, 200) })),
  }
}
