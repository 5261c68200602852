import { RefreshCw } from 'lucide-react'
import { useCallback, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaptureView } from '../../../contract/capture'
import { useCommand } from '../../connection/use-command'
import { useStyleTitle } from '../../connection/use-style-title'
import { goTo } from '../../navigation'
import { useToast } from '../../ui/Toast'
import type { CaptureBrowser } from './capture-browser'

/** What can be done with pictures; each is shown at once and can be taken back. */
export interface CaptureActions {
  setFavourite(ids: string[], favourite: boolean): void
  setRejected(ids: string[], rejected: boolean): void
  /** As a new job from the same original; without a style the same one with another seed. */
  restyle(capture: CaptureView, style: string | null): void
  /** Takes the last rejecting back, once; nothing without one. */
  undo(): void
  /** Null where no desktop shows folders. */
  reveal: ((capture: CaptureView) => void) | null
}

export function useCaptureActions(browser: CaptureBrowser): CaptureActions {
  const run = useCommand()
  const setFavourite = useCallback(
    (ids: string[], favourite: boolean) => {
      browser.assume(ids, { favourite })
      void run('captures.favourite', { ids, favourite }).then((done) => {
        if (done === null) void browser.refresh()
      })
    },
    [browser, run],
  )
  const { setRejected, undo } = useReject(browser)
  const restyle = useRestyle()
  return useMemo(() => {
    const reveal = (capture: CaptureView) => void run('captures.reveal', { id: capture.id })
    return { setFavourite, setRejected, undo, restyle, reveal: window.photocall === undefined ? null : reveal }
  }, [setFavourite, setRejected, undo, restyle, run])
}

/** The first of the styles' menu: another try, or at last the style that was asked for. */
export function useAgainEntry(capture: CaptureView, actions: CaptureActions) {
  const { t } = useTranslation()
  const title = useStyleTitle()
  const asked = capture.standIn?.style
  const label = asked === undefined ? t('gallery.anotherSeed') : t('gallery.asAsked', { style: title(asked) })
  return { label, icon: RefreshCw, onSelect: () => actions.restyle(capture, null) }
}

function useReject(browser: CaptureBrowser): Pick<CaptureActions, 'setRejected' | 'undo'> {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const last = useRef<(() => void) | null>(null)
  const undo = useCallback(() => {
    last.current?.()
    last.current = null
  }, [])
  const setRejected = useCallback<CaptureActions['setRejected']>(
    (ids, rejected) => {
      browser.assume(ids, { publication: rejected ? 'rejected' : 'published' })
      void run('captures.reject', { ids, rejected }).then((done) => {
        if (done === null) return void browser.refresh()
        last.current = () => void run('captures.reject', { ids, rejected: !rejected })
        const title = t(rejected ? 'gallery.rejectedToast' : 'gallery.restoredToast', { count: ids.length })
        showToast({ level: 'ready', title, action: { label: t('app.undo'), onSelect: last.current } })
      })
    },
    [browser, run, showToast, t],
  )
  return { setRejected, undo }
}

/** Any seed but the one that gave this picture; 31 bits, as every sampler accepts. */
const anotherSeed = () => Math.floor(Math.random() * 2 ** 31)

function useRestyle(): CaptureActions['restyle'] {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const title = useStyleTitle()
  return useCallback(
    (capture, style) => {
      if (capture.jobId === null) return
      const change = style === null ? { seed: anotherSeed() } : { style }
      void run('jobs.restyle', { jobId: capture.jobId, ...change }).then((pressed) => {
        if (pressed === null) return
        const made = style ?? capture.standIn?.style ?? capture.style ?? ''
        const words = t('gallery.restyledToast', { style: title(made) })
        showToast({
          level: 'ready',
          title: words,
          action: { label: t('gallery.showQueue'), onSelect: () => goTo('queue') },
        })
      })
    },
    [run, showToast, t, title],
  )
}
