import { AppError, errorFactsOf, type ErrorFacts } from '../../contract/errors'
import type { WarmRun, WarmUp } from '../../contract/server'
import type { Images } from '../images/images'
import type { Clock } from '../lib/clock'
import type { Log } from '../lib/log'
import type { Style } from '../styles/styles'
import { requestProblem } from './comfy-errors'
import { makeOnce } from './make-once'
import { lacking, nodesOn, type NodesThere } from './server-checks'
import type { ServerLink } from './server-link'

/** Loads the models of styles on every server before guests come, by making each once and throwing it away. */
export interface WarmUps {
  /** In place of one that runs. Styles in the order in which they are made: what comes last stays loaded surest. */
  start(order: { links: readonly ServerLink[]; styles: readonly Style[]; samplePath: string }): void
  stop(): void
  view(): WarmUp | null
  close(): Promise<void>
}

/** How long a server may be away before its part is given up. */
const unreachableMs = 15_000
/** Models are loaded for the first step; a second one, because a schedule of a single step divides by zero (LTXVScheduler). */
const fewSteps = 2
/** The state of all consoles holds these: a traceback is for the log. */
const shownDetails = 300
const shownErrors = 6

export function createWarmUps(deps: { images: Images; clock: Clock; log: Log; onChange: () => void }): WarmUps {
  const { clock, log, onChange } = deps
  let current: { view: WarmUp; abort: AbortController; ended: Promise<unknown> } | null = null

  function start({ links, styles, samplePath }: Parameters<WarmUps['start']>[0]): void {
    stop()
    const abort = new AbortController()
    const runs = links.flatMap((link) => styles.map((style) => runOf(link, style)))
    const view: WarmUp = { startedAtMs: clock.nowMs(), endedAtMs: null, runs }
    const before = current?.ended
    const ended = Promise.all(links.map(warmLink)).then(() => {
      view.endedAtMs = clock.nowMs()
      onChange()
    })
    current = { view, abort, ended: Promise.all([before, ended]) }
    onChange()

    /** One style after the other: a card holds one set of models at a time. */
    async function warmLink(link: ServerLink): Promise<void> {
      const own = runs.filter((run) => run.server === link.settings.id)
      const nodes = await look(link, own)
      if (!nodes) return
      for (const [place, run] of own.entries()) await warm(run, { link, style: styles[place]!, nodes })
    }

    async function look(link: ServerLink, own: WarmRun[]): Promise<NodesThere | null> {
      try {
        await link.probe()
        return await nodesOn(link)
      } catch (error) {
        const facts = shown(errorFactsOf(requestProblem(error, link.name, null)))
        for (const run of own) change(run, { state: 'failed', errors: [facts] })
        return null
      }
    }

    async function warm(run: WarmRun, on: { link: ServerLink; style: Style; nodes: NodesThere }): Promise<void> {
      if (abort.signal.aborted) return change(run, { state: 'stopped' })
      const startedAtMs = clock.monotonicMs()
      try {
        const missing = lacking(on.style, on.nodes)
        if (missing.length > 0)
          return change(run, { state: 'failed', errors: missing.map(shown).slice(0, shownErrors) })
        change(run, { state: 'running' })
        const hooks = {
          signal: abort.signal,
          onProgress: ({ fraction, node }: { fraction: number; node: string }) =>
            change(run, { progress: Math.max(run.progress, fraction), node }),
          onPreview: () => undefined,
        }
        const order = { link: on.link, style: tiny(on.style), samplePath, unreachableMs, hooks }
        await makeOnce(deps, order, () => Promise.resolve())
        change(run, { state: 'warm', progress: 1, node: '', durationMs: Math.round(clock.monotonicMs() - startedAtMs) })
      } catch (error) {
        if (abort.signal.aborted) return change(run, { state: 'stopped', node: '' })
        const facts = errorFactsOf(error)
        log.warn('a style could not be warmed', { server: on.link.name, style: run.style, code: facts.code })
        change(run, { state: 'failed', node: '', errors: [shown(facts)] })
      }
    }
  }

  function change(run: WarmRun, facts: Partial<WarmRun>): void {
    Object.assign(run, facts)
    onChange()
  }

  function stop(): void {
    current?.abort.abort(new AppError('not_possible_now', 'The warm-up was stopped.', 'Start it again when you like.'))
  }

  return {
    start,
    stop,
    view: () => current && { ...current.view, runs: current.view.runs.map((run) => ({ ...run })) },
    async close() {
      stop()
      await current?.ended
    },
  }
}

function runOf(link: ServerLink, style: Style): WarmRun {
  const nothing = { progress: 0, node: '', durationMs: null, errors: [] }
  return { server: link.settings.id, style: style.name, state: 'waiting', ...nothing }
}

/** As little work as loads all models. What it looks like does not matter, only that it is a picture. */
function tiny(style: Style): Style {
  const { steps } = style.defaults
  const few = style.workflow?.inputs.steps === undefined && steps === undefined ? {} : { steps: fewSteps }
  const fewer = typeof steps === 'number' && steps < fewSteps ? {} : few
  return { ...style, changesPicture: false, defaults: { ...style.defaults, ...fewer } }
}

function shown({ details, ...facts }: ErrorFacts): ErrorFacts {
  return { ...facts, ...(details !== undefined && { details: details.slice(0, shownDetails) }) }
}
