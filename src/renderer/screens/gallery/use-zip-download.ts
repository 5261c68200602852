import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addresses } from '../../../contract/addresses'
import type { ZipChoice, ZipProgress } from '../../../contract/capture-zip'
import { useConnection } from '../../connection/use-app-state'
import { useErrorToast } from '../../connection/use-command'
import { useFormat } from '../../i18n/format'
import { errorText } from '../../i18n/error-text'
import { useToast } from '../../ui/Toast'

/** How often the core is asked how far it is: as an eye follows a number. */
const askMs = 400

export interface ZipDownload {
  /** Null while there is none; `packed` of `total` pictures have left. */
  running: { packed: number; total: number } | null
  start(choice: ZipChoice): void
  cancel(): void
}

/** Pictures as a ZIP, one at a time: the browser stores it, this tells how far it is and how it ended. */
export function useZipDownload(): ZipDownload {
  const { client } = useConnection()
  const tellError = useErrorToast()
  const tellEnd = useTellEnd()
  const [running, setRunning] = useState<ZipDownload['running']>(null)
  const current = useRef<{ id: string | null } | null>(null)

  const follow = useCallback(
    async (mine: { id: string | null }, choice: ZipChoice) => {
      const { id, total } = await client.offerZip(choice)
      mine.id = id
      // cancelled, or the screen was left, while the offer was made
      if (current.current !== mine) return
      setRunning({ packed: 0, total })
      clickLink(addresses.zip(id))
      while (current.current === mine) {
        await new Promise((resolve) => setTimeout(resolve, askMs))
        const progress = await client.zipProgress(id)
        if (current.current !== mine) return
        setRunning({ packed: progress.written + progress.missing, total })
        if (progress.state !== 'waiting' && progress.state !== 'packing') return tellEnd(progress)
      }
    },
    [client, tellEnd],
  )

  const start = useCallback(
    (choice: ZipChoice) => {
      if (current.current !== null) return
      const mine = { id: null }
      current.current = mine
      setRunning({ packed: 0, total: 0 })
      void follow(mine, choice)
        .catch(tellError)
        .finally(() => {
          if (current.current !== mine) return
          current.current = null
          setRunning(null)
        })
    },
    [follow, tellError],
  )

  const cancel = useCallback(() => {
    const id = current.current?.id
    current.current = null
    setRunning(null)
    if (id) void client.cancelZip(id).catch(tellError)
  }, [client, tellError])

  // the download itself goes on when the screen is left
  useEffect(() => () => void (current.current = null), [])
  return useMemo(() => ({ running, start, cancel }), [running, start, cancel])
}

function useTellEnd(): (progress: ZipProgress) => void {
  const { t } = useTranslation()
  const showToast = useToast()
  const format = useFormat()
  return useCallback(
    ({ state, written, missing, error }) => {
      if (state === 'done') {
        const title = t('gallery.zip.done', { count: written, shown: format.number(written) })
        if (missing === 0) return showToast({ level: 'ready', title })
        const text = t('gallery.zip.missing', { count: missing, shown: format.number(missing) })
        return showToast({ level: 'broken', title, text })
      }
      if (error === null) return showToast({ level: 'broken', title: t('gallery.zip.left') })
      const { message, hint } = errorText(t, error)
      showToast({ level: 'broken', title: t('gallery.zip.failed', { message }), text: hint })
    },
    [t, showToast, format],
  )
}

/** The answer itself says that it is a file and what it is called. */
function clickLink(href: string) {
  const link = document.createElement('a')
  link.href = href
  link.download = ''
  link.click()
}
