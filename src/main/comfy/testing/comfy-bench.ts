import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { SourceName } from '../../../contract/job'
import { comfyuiSettings, serverSettings, type ServerSettings } from '../../../contract/server'
import type { GeneratedFile, GenerateProgress } from '../../backends/backend'
import { createImages } from '../../images/images'
import { startNodeChild } from '../../images/node-child'
import { writePicture } from '../../images/testing/pictures'
import { systemClock, type Clock } from '../../lib/clock'
import { silentLog } from '../../lib/log'
import { migrate, openDatabase } from '../../lib/sqlite'
import { migrations } from '../../jobs/schema'
import { recipeNames, recipeParameters } from '../../builtin/recipe-names'
import { loadStyles } from '../../styles/folder-styles'
import type { Style } from '../../styles/styles'
import { createComfyBackend } from '../comfy-backend'
import { createPromptLedger } from '../prompt-ledger'
import type { ServerHeaders } from '../server-headers'
import { createServerPool } from '../server-pool'
import { checkWorkflow } from '../workflow/check-workflow'
import type { WorkflowValues } from '../workflow/slots'
import { workflowTakes } from '../workflow/workflow-takes'

/** The backend on real files and a real journal, for servers that a test starts. */
export async function createComfyBench({
  imageChildPath,
  clock = systemClock,
}: {
  imageChildPath: string
  clock?: Clock
}) {
  const dir = await mkdtemp(join(tmpdir(), 'photocall-comfy-'))
  const images = createImages({ startChild: startNodeChild, modulePath: imageChildPath, log: silentLog })
  const database = openDatabase(join(dir, 'journal.sqlite'))
  migrate(database, join(dir, 'journal.sqlite'), migrations)
  database.run('PRAGMA foreign_keys = OFF', {})
  const ledger = createPromptLedger({ database, clock })
  const backends = ['builtin', 'comfyui']
  const styles = await loadStyles({
    dirs: [resolve('styles')],
    recipes: recipeNames,
    recipeParameters,
    backends,
    checkWorkflow,
    workflowTakes,
  })
  const originalPath = await writePicture(join(dir, 'original.jpg'), { widthPx: 320, heightPx: 240 })
  const closers: (() => Promise<void>)[] = []
  let jobs = 0

  /** One life of the console; a second one on the same journal is what a restart is. */
  function life(servers: Partial<ServerSettings>[], headersOf: ServerHeaders['of'] = () => ({})) {
    let settings = settingsWith(servers)
    const pool = createServerPool({
      settings: () => settings,
      headersOf,
      clientId: 'photocall-test',
      clock,
      log: silentLog,
    })
    const deps = { pool, ledger, images, clock, log: silentLog, expectedMs: () => 50, patienceMs: 60_000 }
    const backend = createComfyBackend(deps)
    closers.push(() => backend.close())
    /** The operator changes the servers; those in the same place stay the same ones. */
    function change(changed: Partial<ServerSettings>[]) {
      settings = settingsWith(changed)
      pool.sync()
    }
    return { pool, backend, change }
  }

  /** Hands a job over; `jobId` of an earlier one goes on with it. */
  function start(
    backend: ReturnType<typeof life>['backend'],
    given: {
      style?: Style
      jobId?: string
      seed?: number
      source?: SourceName
      workDir?: string
      inputs?: WorkflowValues
    } = {},
  ) {
    const abort = new AbortController()
    const told: GenerateProgress[] = []
    const frames: { bytes: Uint8Array; mediaType: string }[] = []
    const jobId = given.jobId ?? `00000000-0000-4000-8000-${String(++jobs).padStart(12, '0')}`
    const hooks = {
      signal: abort.signal,
      onProgress: (progress: GenerateProgress) => void told.push(progress),
      onPreview: (frame: { bytes: Uint8Array; mediaType: 'image/jpeg' | 'image/png' }) => void frames.push(frame),
    }
    const style = given.style ?? styles.get('connection-test')
    const files = (async (): Promise<GeneratedFile[]> => {
      const workDir = given.workDir ?? (await mkdtemp(join(dir, 'work-')))
      const source = given.source ?? 'upload'
      const request = {
        jobId,
        source,
        style,
        originalPath,
        prompt: '',
        inputs: given.inputs ?? {},
        hasFrame: false,
        seed: given.seed ?? 7,
        workDir,
      }
      return backend.generate(request, hooks)
    })()
    return { jobId, files, abort, told, frames }
  }

  return {
    dir,
    images,
    styles,
    ledger,
    database,
    originalPath,
    life,
    start,
    async close() {
      await Promise.all(closers.map((close) => close()))
      await images.close()
      database.close()
      await rm(dir, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}

function settingsWith(servers: Partial<ServerSettings>[]) {
  const list = servers.map((one, place) => serverSettings.parse({ id: `s${place + 1}`, ...one }))
  return comfyuiSettings.parse({ servers: list })
}

/** Resolves when the test's condition holds; the test's own time limit is the only one. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 3))
}
