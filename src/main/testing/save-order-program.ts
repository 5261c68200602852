import { EventEmitter, once } from 'node:events'
import { writeSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobView } from '../../contract/job'
import { createCore, type Core } from '../core'
import { checkFlags } from '../flags'
import { silentLog } from '../lib/log'
import { leaveOutFlushes, type LeftOut } from './left-out-flush'
import { testPlatform } from './test-platform'

/**
 * Runs the booth and uploads a picture for each turn, so that the system's calls can be read from outside; says when the
 * upload is answered and what a console is told:
 * `node save-order-program.cjs FOLDER IMAGE-CHILD TURNS`, where TURNS is a JSON list of what each turn goes without.
 */
async function run([dir = '', imageChildPath = '', turns = '[]']: string[]): Promise<void> {
  const leaveOut = await leaveOutFlushes(join(dir, 'data', 'journal.sqlite'))
  const core = await createCore({
    dataDir: join(dir, 'data'),
    flags: checkFlags({ share: join(dir, 'share') }),
    environment: {},
    platform: testPlatform(dir, imageChildPath),
    feature: () => silentLog,
    listens: false,
  })
  const untilSaved = watch(core)
  const picture = await readFile(join(dir, 'picture.jpg'))
  for (const [place, leftOut] of (JSON.parse(turns) as (LeftOut | null)[]).entries()) {
    leaveOut(leftOut)
    const path = join(dir, 'data', 'incoming', `${place}.jpg`)
    await writeFile(path, picture)
    const { jobId } = await core.upload({ path, style: 'framed-original' })
    say(`answered ${jobId}`)
    await untilSaved(jobId)
  }
  await core.close()
}

/** A console that looks on; what it is told of jobs is said. */
function watch(core: Core): (jobId: string) => Promise<void> {
  const states = new Map<string, string>()
  const heard = new EventEmitter()
  core.hub.connect({
    role: 'console',
    unsentBytes: () => 0,
    send(message) {
      const entries = message.type === 'patch' ? message.entries : []
      for (const { path, value } of entries) {
        const [key, jobId] = path
        if (key !== 'jobs' || jobId === undefined || value === undefined) continue
        // the core's own view of a job
        const { state } = value as JobView
        say(`told ${jobId} ${state}`)
        states.set(jobId, state)
      }
      heard.emit('told')
    },
  })
  return async (jobId) => {
    while (states.get(jobId) !== 'saved') {
      if (states.get(jobId) === 'failed') throw new Error(`The job ${jobId} failed.`)
      await once(heard, 'told')
    }
  }
}

/** In one call, which the trace then shows. */
function say(words: string): void {
  writeSync(1, `${words}\n`)
}

void run(process.argv.slice(2))
