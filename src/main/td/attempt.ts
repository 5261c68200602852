import { posix } from 'node:path'
import type { Job } from '../../contract/job'
import { isSameName } from '../lib/same-name'

/** Which attempt at a job this is, from 1: a failed or cancelled one may be made again, under the same id. */
export function attemptOf({ timeline }: Pick<Job, 'timeline'>): number {
  return 1 + timeline.filter(({ state }) => state === 'failed' || state === 'cancelled').length
}

/** Whether a file was meant to be called so: whatever its folder and type, and with a number where that was taken. */
export function isNamedAfter(file: string, name: string): boolean {
  return isSameName(stemOf(file), stemOf(name))
}

/** Scripts add ` (2)`, synced drives ` (1)`. */
function stemOf(name: string): string {
  return posix.parse(name).name.replace(/ \(\d+\)$/, '')
}
