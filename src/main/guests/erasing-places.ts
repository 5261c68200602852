import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Job } from '../../contract/job'
import type { CaptureIndex } from '../captures/capture-index'
import { sha256OfFile } from '../lib/files'
import type { Database } from '../lib/sqlite'
import type { Erasures } from '../retention/erasures'
import type { WorkAtShare } from '../share/work-at-share'
import { scrubBackups } from './backup-scrub'
import type { ErasingPlaces } from './guest-erasing'
import type { BeyondReach, WishTask } from './guest-wishes'

const promptRow = z.object({ serverUrl: z.string(), promptId: z.string() })

/** Where pictures of a job lie beyond the booth's own folder, and how each is reached. */
export function createErasingPlaces(deps: {
  database: Database
  captures: Pick<CaptureIndex, 'findByJob' | 'findByName'>
  erasures: Pick<Erasures, 'find'>
  /** The share's folder as it is now. */
  shareDir: () => string
  workAtShare: WorkAtShare
  forgetPrompt: (url: string, promptId: string) => Promise<boolean>
  /** A TouchDesigner is connected: it was told when the booth's own files went. */
  touchdesignerIsHere: () => boolean
  tellTouchdesigner: (jobId: string) => void
  /** Whole copies of the journal, after any that was being made. */
  backups: () => Promise<readonly string[]>
  hasDamagedJournal: () => boolean
}): ErasingPlaces {
  const { database, captures, erasures } = deps

  const promptsOf = (jobId: string) =>
    database
      .all('SELECT serverUrl, promptId FROM prompts WHERE jobId = :jobId', { jobId })
      .map((row) => promptRow.parse(row))

  return {
    of(job) {
      const prompts = promptsOf(job.id)
      const servers = prompts.map(({ serverUrl: url, promptId }) => ({ at: 'server', url, promptId }) as const)
      const isOfTouchdesigner = job.source === 'touchdesigner' || job.backend === 'touchdesigner'
      const tasks: WishTask[] = [
        ...shareTasks(job),
        ...servers,
        ...(isOfTouchdesigner ? [{ at: 'touchdesigner' } as const] : []),
        { at: 'backups' },
      ]
      const beyond: BeyondReach[] = ['downloads']
      if (job.result?.handedTo) beyond.push('synced-bin')
      if (prompts.length > 0) beyond.push('server-temp')
      if (isOfTouchdesigner) beyond.push('touchdesigner-disk')
      if (deps.hasDamagedJournal()) beyond.push('damaged-journal')
      return { tasks, beyond }
    },
    async share({ unsaved }, jobId) {
      if (unsaved === null) return erasures.find(jobId)?.share !== 'due'
      const { root, name, sha256 } = unsaved
      return deps.workAtShare(root, async () => {
        await rm(join(root, '.photocall', `${jobId}.part`), { force: true })
        const path = join(root, ...name.split('/'))
        // the name alone proves nothing: another may have taken it since
        if ((await exists(path)) && (await sha256OfFile(path)) === sha256) await rm(path, { force: true })
      })
    },
    async server({ url, promptId }, jobId) {
      if (!(await deps.forgetPrompt(url, promptId))) return false
      database.run('DELETE FROM prompts WHERE jobId = :jobId AND promptId = :promptId', { jobId, promptId })
      return true
    },
    touchdesigner(jobId) {
      if (!deps.touchdesignerIsHere()) return false
      deps.tellTouchdesigner(jobId)
      return true
    },
    async backups(jobId) {
      await scrubBackups(await deps.backups(), jobId)
      return true
    },
  }

  function shareTasks({ id, state, result }: Job): WishTask[] {
    if (captures.findByJob(id)) return [{ at: 'share', unsaved: null }]
    if (state === 'saved' || !result?.name) return []
    return [{ at: 'share', unsaved: { root: deps.shareDir(), name: result.name, sha256: result.sha256 } }]
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw error
  }
}
