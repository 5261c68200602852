import type { AppState, Role } from '../../contract/app-state'

export type CameraRole =
  /** Opens its camera, and shoots when it is given the lease. */
  | 'shoot'
  /** Sees the very camera that another window shoots with, and shows it as a preview. */
  | 'preview'
  /** Opens its camera only if nobody better comes within a moment. */
  | 'stand-in'
  /** Leaves its camera alone: another window shoots. */
  | 'rest'

/** What this window should do with its camera. Pure, so that every case can be looked up in its test. */
export function cameraRoleOf(input: {
  role: Role
  clientId: string
  camera: AppState['camera']
  preferredOwner: AppState['settings']['camera']['owner']
  /** Labels of this machine's cameras, and of the made one. */
  labels: readonly string[]
}): CameraRole {
  const { role, clientId, camera, preferredOwner, labels } = input
  const isPreferred = role === preferredOwner
  const othersShoot = camera.status === 'ready' && camera.ownerId !== null && camera.ownerId !== clientId
  if (!othersShoot) return isPreferred || camera.ownerId === clientId ? 'shoot' : 'stand-in'
  if (isPreferred && camera.ownerRole !== role) return 'shoot'
  return labels.includes(camera.label) ? 'preview' : 'rest'
}
