import { Ban, FolderOpen, Heart, Palette, RefreshCw, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { CaptureView } from '../../../contract/capture'
import { useStyleEntries } from '../../connection/use-style-entries'
import { IconButton } from '../../ui/IconButton'
import { Menu } from '../../ui/Menu'
import type { CaptureActions } from './use-capture-actions'

/** The same as beside the grid, in the viewer's bar. */
export function ViewerActions({ capture, actions }: { capture: CaptureView; actions: CaptureActions }) {
  const { t } = useTranslation()
  const { favourite } = capture
  const isRejected = capture.publication === 'rejected'
  const entries = useStyleEntries({ except: capture.style, onSelect: (style) => actions.restyle(capture, style) })
  const again = { label: t('gallery.anotherSeed'), icon: RefreshCw, onSelect: () => actions.restyle(capture, null) }
  return (
    <>
      <IconButton
        icon={Heart}
        label={t(favourite ? 'gallery.unfavourite' : 'gallery.favourite')}
        shortcut="F"
        pressed={favourite}
        filled={favourite}
        onClick={() => actions.setFavourite([capture], !favourite)}
      />
      <IconButton
        icon={isRejected ? Undo2 : Ban}
        label={t(isRejected ? 'gallery.restore' : 'gallery.reject')}
        shortcut="X"
        onClick={() => actions.setRejected([capture], !isRejected)}
      />
      {capture.originalUrl !== null && (
        <Menu
          trigger={<IconButton icon={Palette} label={t('gallery.restyle')} />}
          entries={[again, null, ...entries]}
        />
      )}
      {actions.reveal !== null && (
        <IconButton icon={FolderOpen} label={t('gallery.reveal')} onClick={() => actions.reveal?.(capture)} />
      )}
    </>
  )
}
