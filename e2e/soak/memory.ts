import { readFileSync } from 'node:fs'

/** The memory of one process over the presses. */
export interface MemoryTrend {
  name: string
  samples: number
  firstMb: number
  lastMb: number
  peakMb: number
  /** Of the straight line through the lowest samples of each stretch after warm-up. */
  slopeMbPer1000: number
}

interface Sample {
  presses: number
  ownMb: number
}

/** The part of the presses that a process needs to fill its caches and reach its working size. */
const warmUp = 0.25
/** A heap grows until it is collected: what is kept shows in its lowest moments. */
const stretches = 12

/**
 * What a process itself holds in memory. Left out is what it shares: there Chromium keeps the pictures that it has decoded,
 * up to 512 MB of all windows together, until somebody needs the memory. Null where the process is gone or the system does
 * not tell (all but Linux).
 */
export function ownMb(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const [anonymous, ofFiles] = ['RssAnon', 'RssFile'].map(
      (name) => new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1],
    )
    if (anonymous === undefined || ofFiles === undefined) return null
    return (Number(anonymous) + Number(ofFiles)) / 1024
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null
    throw error
  }
}

export function createMemoryLog() {
  const byName = new Map<string, Sample[]>()
  return {
    add(name: string, presses: number, ownMb: number | null) {
      if (ownMb === null) return
      const samples = byName.get(name) ?? []
      samples.push({ presses, ownMb })
      byName.set(name, samples)
    },
    trends: (): MemoryTrend[] => [...byName].map(([name, samples]) => trendOf(name, samples)),
  }
}

function trendOf(name: string, samples: readonly Sample[]): MemoryTrend {
  const settled = samples.slice(Math.floor(samples.length * warmUp))
  const values = samples.map(({ ownMb }) => ownMb)
  return {
    name,
    samples: samples.length,
    firstMb: settled[0]?.ownMb ?? 0,
    lastMb: settled.at(-1)?.ownMb ?? 0,
    peakMb: Math.max(...values),
    slopeMbPer1000: slopeOf(lowestOfEach(settled)) * 1000,
  }
}

function lowestOfEach(samples: readonly Sample[]): Sample[] {
  const length = Math.max(1, Math.ceil(samples.length / stretches))
  return Array.from({ length: Math.ceil(samples.length / length) }, (_zero, place) =>
    samples
      .slice(place * length, (place + 1) * length)
      .reduce((lowest, sample) => (sample.ownMb < lowest.ownMb ? sample : lowest)),
  )
}

/** Least squares, MB a press. */
export function slopeOf(samples: readonly Sample[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const meanPresses = mean(samples.map(({ presses }) => presses))
  const meanMb = mean(samples.map(({ ownMb }) => ownMb))
  const spread = samples.reduce((sum, { presses }) => sum + (presses - meanPresses) ** 2, 0)
  if (spread === 0) return 0
  return samples.reduce((sum, { presses, ownMb }) => sum + (presses - meanPresses) * (ownMb - meanMb), 0) / spread
}
