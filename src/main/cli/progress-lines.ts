import type { GenerateProgress } from '../backends/backend'
import { clearLine, etaSeconds, jsonProgressLine, plainProgressLine, progressBar, type Terminal } from './output'

export type ProgressMode = 'lines' | 'json' | 'quiet'

/** What a run tells of itself while it goes on. */
export interface ProgressLines {
  see(progress: GenerateProgress): void
  /** Before anything else is written: a bar leaves its line. */
  end(): void
}

/** The run as it was last told; a server that begins anew begins this anew. */
interface Told {
  server: string | undefined
  started: boolean
  cached: boolean
  node: string
  /** When the node, or what tells no nodes, began. */
  sinceMs: number
  last: GenerateProgress | null
}

/**
 * Lines as `[PROGRESS] Sampling: 5/20 steps (25%) - ETA: 12s`, a bar on a screen, JSON, or nothing. A node's last step is
 * told when the server has gone on to another: it says no more of the node itself then.
 */
export function createProgressLines(deps: {
  mode: ProgressMode
  terminal: Terminal
  nowMs: () => number
}): ProgressLines {
  const { mode, terminal, nowMs } = deps
  const isLive = terminal.live && mode === 'lines'
  let told = fresh(undefined)
  let hasBar = false

  function fresh(server: string | undefined): Told {
    return { server, started: false, cached: false, node: '', sinceMs: nowMs(), last: null }
  }

  function info(text: string): void {
    if (mode !== 'lines') return
    clear()
    terminal.out(`[INFO] ${text}\n`)
  }

  function clear(): void {
    if (hasBar) terminal.err(clearLine)
    hasBar = false
  }

  function tellStep(progress: GenerateProgress): void {
    told.last = progress
    const eta = etaSeconds(progress, nowMs() - told.sinceMs)
    if (mode === 'json') terminal.out(jsonProgressLine(progress, eta))
    else if (!isLive) terminal.out(plainProgressLine(progress, eta))
  }

  /** Only a server's nodes count their steps from 0 each; recipes count through. */
  function finishNode(): void {
    const { last } = told
    if (last && last.step < last.maxSteps) tellStep({ ...last, step: last.maxSteps })
    told.last = null
  }

  function seeRun(progress: GenerateProgress): void {
    const { server, node, cachedNodes = 0, step } = progress
    const isAnew = node === '' && told.node !== ''
    if (isAnew || server !== told.server) {
      told = fresh(server)
      if (server !== undefined) info('Connected to progress stream')
    }
    if (!told.started && (node !== '' || cachedNodes > 0 || step > 0)) {
      told.started = true
      info('Generation started')
    }
    if (!told.cached && cachedNodes > 0) {
      told.cached = true
      info(`Cached: ${cachedNodes} ${cachedNodes === 1 ? 'node' : 'nodes'}, not done again`)
    }
  }

  function seeNode(progress: GenerateProgress): void {
    const { node, step } = progress
    if (step === 0) {
      finishNode()
      if (node !== told.node) told.sinceMs = nowMs()
      if (node !== told.node && !isLive) info(`Executing: ${node}`)
    }
    told.node = node
    if (step > 0 && (step !== told.last?.step || node !== told.last.node)) tellStep(progress)
  }

  return {
    see(progress) {
      if (mode === 'quiet') return
      seeRun(progress)
      if (progress.node !== '') seeNode(progress)
      if (!isLive || progress.node === '') return
      terminal.err(progressBar(progress, etaSeconds(progress, nowMs() - told.sinceMs), terminal.columns))
      hasBar = true
    },
    end: clear,
  }
}
