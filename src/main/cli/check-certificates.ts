import { AppError } from '../../contract/errors'
import type { TlsFiles } from '../../contract/guests'
import type { Settings } from '../../contract/settings'
import { readCertificate, type Certificate } from '../http/certificate'
import { bad, note, ok, type Finding } from './finding'

const dayMs = 24 * 3_600_000
/** Long enough to ask somebody for another one. */
const soonDays = 30

/** Those of the console and of the guests' pages, where they have one. */
export function checkCertificates({ server, guests }: Settings, nowMs: number): Finding[] {
  const all = [server.tls, guests.enabled ? guests.tls : null].filter((files) => files !== null)
  const seen = new Map(all.map((files) => [JSON.stringify(files), files]))
  return [...seen.values()].map((files) => findingOf(files, nowMs))
}

function findingOf(files: TlsFiles, nowMs: number): Finding {
  try {
    return ageOf(files.certFile, readCertificate(files), nowMs)
  } catch (error) {
    if (error instanceof AppError) return bad('certificate', error.message, error.hint)
    throw error
  }
}

function ageOf(path: string, { validFromMs, validUntilMs, names }: Certificate, nowMs: number): Finding {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  const fix = 'Renew it, put the new files in its place, and start the console again.'
  if (nowMs >= validUntilMs) return bad('certificate', `${path} ended on ${day(validUntilMs)}`, fix)
  const clock = "Look at this computer's clock, or wait."
  if (nowMs < validFromMs) return bad('certificate', `${path} begins on ${day(validFromMs)}`, clock)
  const daysLeft = Math.floor((validUntilMs - nowMs) / dayMs)
  if (daysLeft < soonDays)
    return note('certificate', `${path} ends on ${day(validUntilMs)}, ${daysLeft} days left`, fix)
  return ok('certificate', `${path}, until ${day(validUntilMs)}, for ${names.join(', ') || 'no name'}`)
}
