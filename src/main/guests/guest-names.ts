import type { Job } from '../../contract/job'
import { extensionOf } from '../../contract/media'

/** What a downloaded picture is called: the event and the moment, as people look for it. */
export function downloadNameOf(
  job: Pick<Job, 'takenAtMs' | 'pressedAtMs' | 'zoneOffsetMin' | 'result'>,
  event: string,
): string {
  const local = new Date((job.takenAtMs ?? job.pressedAtMs) + job.zoneOffsetMin * 60_000).toISOString()
  const moment = `${local.slice(0, 10)} ${local.slice(11, 16).replace(':', '.')}`
  const extension = (extensionOf as Record<string, string>)[job.result?.mediaType ?? ''] ?? 'jpg'
  return `${nameOf(event)} ${moment}.${extension}`
}

/** Without what file systems refuse. */
function nameOf(event: string): string {
  const plain = event
    .replace(/[\p{Cc}<>:"/\\|?*]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.+$/, '')
  return plain === '' ? 'Photocall' : plain.slice(0, 60)
}
