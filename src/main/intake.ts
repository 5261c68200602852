import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { copyWritable } from './lib/files'
import type { Queue } from './jobs/queue'
import type { Intake } from './pictures'
import type { Webcam } from './sources/webcam'

/** Where pictures come in, for whoever receives their bytes. */
export function createIntake(deps: {
  incomingDir: string
  queue: Queue
  webcam: Webcam
  takeOverlay: Intake['takeOverlay']
}): Intake {
  const { incomingDir, queue, webcam, takeOverlay } = deps
  return {
    incomingDir,
    async takeOverlay(eventId, path) {
      try {
        return await takeOverlay(eventId, path)
      } finally {
        await rm(path, { force: true })
      }
    },
    upload: (input) => queue.upload(input),
    admitShot: webcam.admit,
    async shot(shot) {
      try {
        webcam.deliver(shot)
      } catch (error) {
        await rm(shot.path, { force: true })
        throw error
      }
    },
  }
}

/** A picture of this machine's disks enters as a copy: the operator's file stays where it is. */
export async function uploadCopy(intake: Intake, path: string, style: string | null): Promise<{ jobId: string }> {
  const copy = join(intake.incomingDir, randomUUID())
  await copyWritable(path, copy)
  return intake.upload(style === null ? { path: copy } : { path: copy, style })
}
