import { Download, FileQuestion } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OutputView } from '../../contract/output'
import { useOutputs } from '../connection/use-outputs'
import { useFormat } from '../i18n/format'
import { Dialog } from '../ui/Dialog'
import { Film } from '../ui/Film'
import { FilmMark } from '../ui/FilmMark'
import styles from './OutputList.module.css'

/** "2 more outputs": each opens large and can be saved; nothing where the workflow gave the capture alone. */
export function OutputList({ jobId, number }: { jobId: string | null; number: number | null }) {
  const { t } = useTranslation()
  const outputs = useOutputs(jobId)
  const [openPlace, setOpenPlace] = useState<number | null>(null)
  const open = outputs.find(({ place }) => place === openPlace)
  if (outputs.length === 0) return null
  return (
    <section className={styles.outputs} aria-label={t('app.outputs.more', { count: outputs.length })}>
      <h3 className={styles.heading}>{t('app.outputs.more', { count: outputs.length })}</h3>
      <ul className={styles.list}>
        {outputs.map((output) => (
          <li key={output.place} className={styles.output}>
            <Small output={output} onOpen={() => setOpenPlace(output.place)} />
            <Save output={output} number={number} />
          </li>
        ))}
      </ul>
      {open !== undefined && (
        <Dialog
          open
          wide
          onOpenChange={(isOpen) => !isOpen && setOpenPlace(null)}
          title={t('app.outputs.one', { place: open.place })}
          closeLabel={t('app.close')}
          actions={<Save output={open} number={number} />}
        >
          <div className={styles.large}>
            <Shown output={open} hasControls />
          </div>
        </Dialog>
      )}
    </section>
  )
}

function Small({ output, onOpen }: { output: OutputView; onOpen: () => void }) {
  const { t } = useTranslation()
  const kind = kindOf(output)
  if (kind === null) return <FileQuestion aria-hidden className={styles.unknown} strokeWidth={1.25} />
  return (
    <button
      type="button"
      className={styles.small}
      aria-label={t('app.outputs.open', { place: output.place })}
      onClick={onOpen}
    >
      {kind === 'picture' ? (
        <img src={output.url} alt="" loading="lazy" draggable={false} />
      ) : (
        <video src={output.url} preload="metadata" muted tabIndex={-1} aria-hidden />
      )}
      {kind === 'film' && <FilmMark isSmall />}
    </button>
  )
}

function Shown({ output, hasControls }: { output: OutputView; hasControls: boolean }) {
  const { t } = useTranslation()
  const label = t('app.outputs.one', { place: output.place })
  if (kindOf(output) === 'picture') return <img src={output.url} alt={label} />
  return <Film url={output.url} posterUrl={null} label={label} hasControls={hasControls} />
}

function Save({ output, number }: { output: OutputView; number: number | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { place, name, sizeBytes, url } = output
  const extension = extensionIn(name)
  return (
    <a
      className={styles.save}
      href={url}
      download={`photocall-${number ?? 0}-${place}.${extension}`}
      aria-label={t('app.outputs.save', { place })}
    >
      <Download aria-hidden />
      {extension.toUpperCase()}, {format.bytes(sizeBytes)}
    </a>
  )
}

const extensionIn = (name: string): string => name.split('.').pop() ?? ''

function kindOf({ name }: OutputView): 'picture' | 'film' | null {
  const extension = extensionIn(name)
  if (['jpg', 'png', 'webp', 'gif'].includes(extension)) return 'picture'
  return ['mp4', 'webm', 'mov'].includes(extension) ? 'film' : null
}
