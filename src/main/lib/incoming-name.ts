import { randomUUID } from 'node:crypto'

const shotPattern = /^shot-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-/

/** What the name of a job's picture of the camera begins with. */
export const shotPrefix = (jobId: string): string => `shot-${jobId}-`

/** A name for bytes that come in, never used before; the camera's picture of a job says so, for it must outlive a crash. */
export function incomingName(shotOf: string | null): string {
  return shotOf === null ? `${randomUUID()}.upload` : `${shotPrefix(shotOf)}${randomUUID()}.upload`
}

/** The job whose picture of the camera this is; null for any other file. */
export function jobOfShot(name: string): string | null {
  return shotPattern.exec(name)?.[1] ?? null
}
