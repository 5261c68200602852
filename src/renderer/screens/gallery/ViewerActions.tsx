import { FolderOpen, Palette } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { CaptureView } from '../../../contract/capture'
import { useStyleEntries } from '../../connection/use-style-entries'
import { ShowCode } from '../../guests/GuestCode'
import { IconButton } from '../../ui/IconButton'
import { Menu } from '../../ui/Menu'
import { MarkButtons } from './MarkButtons'
import { useAgainEntry, type CaptureActions } from './use-capture-actions'

/** The same as beside the grid, in the viewer's bar. */
export function ViewerActions({ capture, actions }: { capture: CaptureView; actions: CaptureActions }) {
  const { t } = useTranslation()
  const entries = useStyleEntries({ except: capture.style, onSelect: (style) => actions.restyle(capture, style) })
  const again = useAgainEntry(capture, actions)
  return (
    <>
      <MarkButtons capture={capture} actions={actions} />
      {capture.originalUrl !== null && (
        <Menu
          trigger={<IconButton icon={Palette} label={t('gallery.restyle')} />}
          entries={[again, null, ...entries]}
        />
      )}
      {capture.jobId !== null && capture.jobNumber !== null && (
        <ShowCode jobId={capture.jobId} number={capture.jobNumber} />
      )}
      {actions.reveal !== null && (
        <IconButton icon={FolderOpen} label={t('gallery.reveal')} onClick={() => actions.reveal?.(capture)} />
      )}
    </>
  )
}
