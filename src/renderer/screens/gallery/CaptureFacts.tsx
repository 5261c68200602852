import { FolderOpen, Maximize2, MousePointerClick, Palette } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { CaptureView } from '../../../contract/capture'
import { moves } from '../../../contract/media'
import type { ReplayRecord } from '../../../contract/replay'
import { useAppState } from '../../connection/use-app-state'
import { useReplayRecord } from '../../connection/use-replay-record'
import { useStyleEntries } from '../../connection/use-style-entries'
import { useStyleTitle } from '../../connection/use-style-title'
import { useFormat } from '../../i18n/format'
import { syncName } from '../../i18n/saved-words'
import { standInWords } from '../../i18n/stand-in-words'
import { ShowCode } from '../../guests/GuestCode'
import { WishChip } from '../../guests/WishChip'
import { OutputList } from '../../outputs/OutputList'
import { Button } from '../../ui/Button'
import { FilmMark } from '../../ui/FilmMark'
import { IconButton } from '../../ui/IconButton'
import { Menu } from '../../ui/Menu'
import styles from './CaptureFacts.module.css'
import { MarkButtons } from './MarkButtons'
import { useAgainEntry, type CaptureActions } from './use-capture-actions'
import type { GallerySelection } from './use-selection'

export interface CaptureFactsProps {
  selection: GallerySelection
  actions: CaptureActions
  onOpen: (place: number) => void
}

/** Everything known of the active picture, and what can be done with it. */
export function CaptureFacts({ selection, actions, onOpen }: CaptureFactsProps) {
  const { t } = useTranslation()
  const { active, activePlace } = selection
  return (
    <aside className={styles.facts} aria-label={t('gallery.facts.label')}>
      {active === null || activePlace === null ? (
        <KeysHint />
      ) : (
        <>
          <button
            type="button"
            className={styles.preview}
            aria-label={t('gallery.open')}
            onClick={() => onOpen(activePlace)}
          >
            <img src={active.thumbUrl} alt="" draggable={false} />
            {moves(active) && <FilmMark />}
            <Maximize2 aria-hidden className={styles.openIcon} />
          </button>
          <Title capture={active} />
          <Actions capture={active} actions={actions} />
          <Facts capture={active} />
          <OutputList jobId={active.jobId} number={active.jobNumber} />
        </>
      )}
    </aside>
  )
}

function Title({ capture }: { capture: CaptureView }) {
  const { t } = useTranslation()
  const title = useStyleTitle()
  const standIn = standInWords(t, capture, title)
  return (
    <div>
      <h2 className={styles.title}>
        {capture.jobNumber !== null && (
          <span className={styles.number}>{t('app.job', { number: capture.jobNumber })}</span>
        )}{' '}
        {capture.style === null ? t('gallery.facts.foreign') : title(capture.style)}
      </h2>
      {standIn !== null && <p className={styles.standIn}>{standIn}</p>}
      {capture.jobId !== null && <WishChip jobId={capture.jobId} />}
    </div>
  )
}

function Actions({ capture, actions }: { capture: CaptureView; actions: CaptureActions }) {
  const { t } = useTranslation()
  const again = useAgainEntry(capture, actions)
  const entries = useStyleEntries({ except: capture.style, onSelect: (style) => actions.restyle(capture, style) })
  return (
    <div className={styles.actions}>
      <MarkButtons capture={capture} actions={actions} />
      {capture.jobId !== null && capture.jobNumber !== null && (
        <ShowCode jobId={capture.jobId} number={capture.jobNumber} />
      )}
      {actions.reveal !== null && (
        <IconButton icon={FolderOpen} label={t('gallery.reveal')} onClick={() => actions.reveal?.(capture)} />
      )}
      {capture.originalUrl !== null && (
        <Menu
          trigger={
            <Button icon={Palette} className={styles.restyle}>
              {t('gallery.restyle')}
            </Button>
          }
          entries={[again, null, ...entries]}
        />
      )}
    </div>
  )
}

function Facts({ capture }: { capture: CaptureView }) {
  const { t } = useTranslation()
  const format = useFormat()
  const dir = useAppState((state) => state.share.dir)
  const { handedTo } = capture
  const savedLabel =
    handedTo === null ? t('gallery.facts.saved') : t('gallery.facts.handedTo', { name: syncName(t, handedTo) })
  const record = useReplayRecord(capture.jobId)
  const facts: [string, string | null][] = [
    [t('gallery.facts.taken'), `${format.day(capture.takenAtMs)}, ${format.time(capture.takenAtMs)}`],
    [savedLabel, t('gallery.facts.after', { duration: format.duration(capture.savedAtMs - capture.takenAtMs) })],
    [t('gallery.facts.size'), capture.widthPx > 0 ? `${capture.widthPx} × ${capture.heightPx}` : null],
    [t('gallery.facts.length'), capture.durationMs === null ? null : format.precise(capture.durationMs)],
    [t('gallery.facts.bytes'), format.bytes(capture.sizeBytes)],
    [t('gallery.facts.seed'), seedOf(capture, record)],
    [t('gallery.facts.generated'), record && format.duration(record.generatedMs)],
    [t('gallery.facts.server'), record?.server ? `${record.server.name} · ${record.server.version}` : null],
    [t('gallery.facts.models'), record?.models.map(baseName).join(', ') || null],
    [t('gallery.facts.workflow'), record?.workflowHash?.slice(0, shownHashDigits) ?? null],
    [t('gallery.facts.file'), capture.name],
    [t('gallery.facts.folder'), dir],
    [t('gallery.facts.jobId'), capture.jobId],
  ]
  return (
    <dl className={styles.list}>
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}

/** Enough to tell two workflows of an evening apart. */
const shownHashDigits = 12

/** The one that the picture was made with: a style may fix its own. */
function seedOf(capture: CaptureView, record: ReplayRecord | null): string | null {
  const seed = record?.seed ?? capture.seed
  return seed === null ? null : String(seed)
}

/** Of a model's path on its server, which may have either slash. */
function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}

const keys = ['arrows', 'enter', 'space', 'f', 'x', 'c', 'ctrlZ', 'ctrlA', 'ctrlS'] as const

function KeysHint() {
  const { t } = useTranslation()
  return (
    <div className={styles.hint}>
      <MousePointerClick aria-hidden strokeWidth={1.5} />
      <p>{t('gallery.keys.choose')}</p>
      <dl>
        {keys.map((key) => (
          <div key={key}>
            <dt>
              <kbd>{t(`gallery.keys.${key}.key`)}</kbd>
            </dt>
            <dd>{t(`gallery.keys.${key}.does`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
