import { awaitsShutter, type Job } from '../../contract/job'
import type { TabletStatusWord } from '../../contract/tablet-protocol'

/** A job as it is now, in the tablet's words. */
export interface TabletNews {
  job: Pick<Job, 'id' | 'state' | 'takenAtMs'>
  word: TabletStatusWord
  /** 0..1 */
  progress: number
}

export type TabletAnnouncement = 'capture' | 'progress' | 'ready' | 'error'

interface Told {
  percent: number
  isReady: boolean
}

/** What of a job is worth saying now; null: it was said, or had ended before anybody heard of it. */
export function createAnnouncements(): (news: TabletNews) => TabletAnnouncement | null {
  /** Of jobs that go on. */
  const told = new Map<string, Told>()

  function ended({ job, word }: TabletNews, before: Told | undefined): TabletAnnouncement | null {
    told.delete(job.id)
    if (!before || (word === 'ready' && before.isReady)) return null
    return word === 'ready' ? 'ready' : 'error'
  }

  return (news) => {
    const { job, word } = news
    const before = told.get(job.id)
    if (word === 'error' || job.state === 'saved') return ended(news, before)
    const wasReady = before?.isReady ?? false
    const percent = Math.floor(news.progress * 100)
    told.set(job.id, { percent: Math.max(percent, before?.percent ?? 0), isReady: wasReady || word === 'ready' })
    if (wasReady) return null
    if (word === 'ready') return 'ready'
    if (!before) return awaitsShutter(job) ? 'capture' : null
    return word === 'processing' && percent > before.percent ? 'progress' : null
  }
}
