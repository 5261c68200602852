import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createJournal, type NewJob } from '../src/main/jobs/journal'
import { migrations } from '../src/main/jobs/schema'
import { systemClock } from '../src/main/lib/clock'
import { migrate, openDatabase } from '../src/main/lib/sqlite'
import { median, type Bench } from './bench'

const jobsPerRound = 300
const rounds = 7
/** Of one job, after the press. */
const steps = ['capturing', 'queued', 'generating', 'saving', 'saved'] as const

/** How fast the journal moves jobs, one durable transaction a step, beside bare inserts by the same driver. */
export const journalBench: Bench = {
  name: 'journal',
  run: async (say) => {
    const dir = mkdtempSync(join(tmpdir(), 'photocall-bench-'))
    const ours: number[] = []
    const floor: number[] = []
    for (let round = 0; round < rounds; round++) {
      ours.push(journalRound(join(dir, `journal-${round}.sqlite`)))
      floor.push(insertRound(join(dir, `bare-${round}.sqlite`)))
      say(`round ${round + 1} of ${rounds}`)
    }
    rmSync(dir, { recursive: true })
    return [
      {
        measure: 'journal transitions',
        unit: '1/s',
        ours: median(ours),
        floor: median(floor),
        floorName: 'bare SQLite inserts, one commit each',
        aim: { kind: 'at least times the floor', limit: 0.7 },
      },
    ]
  },
}

function journalRound(path: string): number {
  const database = openDatabase(path)
  migrate(database, path, migrations)
  const journal = createJournal({ database, clock: systemClock })
  const jobs = Array.from({ length: jobsPerRound }, () => journal.add(newJob()))
  const perSecond = measure(jobsPerRound * steps.length, () => {
    for (const { id } of jobs) for (const state of steps) journal.move(id, state)
  })
  database.close()
  return perSecond
}

function insertRound(path: string): number {
  const database = openDatabase(path)
  database.run(
    'CREATE TABLE steps (jobId TEXT NOT NULL, place INTEGER NOT NULL, state TEXT NOT NULL, atMs INTEGER NOT NULL)',
  )
  const jobs = Array.from({ length: jobsPerRound }, () => randomUUID())
  const sql = 'INSERT INTO steps VALUES (:jobId, :place, :state, :atMs)'
  const perSecond = measure(jobsPerRound * steps.length, () => {
    for (const jobId of jobs) {
      steps.forEach((state, place) => database.run(sql, { jobId, place, state, atMs: Date.now() }))
    }
  })
  database.close()
  return perSecond
}

function measure(count: number, work: () => void): number {
  const beganAtMs = performance.now()
  work()
  return (count * 1000) / (performance.now() - beganAtMs)
}

function newJob(): NewJob {
  return {
    id: randomUUID(),
    state: 'counting',
    source: 'webcam',
    backend: 'builtin',
    style: 'pop-art',
    eventId: 'first',
    event: 'Bench',
    output: { folder: '', pattern: null, overlay: null },
    consentAtMs: null,
    prompt: '',
    seed: 1,
    countdownSec: 0,
    zoneOffsetMin: 0,
  }
}
