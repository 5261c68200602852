import { Ban, Heart, Undo2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { CaptureView } from '../../../contract/capture'
import { IconButton } from '../../ui/IconButton'
import type { CaptureActions } from './use-capture-actions'

/** Favourite and reject of one picture: the same beside the grid and in the viewer's bar. */
export function MarkButtons({ capture, actions }: { capture: CaptureView; actions: CaptureActions }) {
  const { t } = useTranslation()
  const { id, favourite } = capture
  const isRejected = capture.publication === 'rejected'
  return (
    <>
      <IconButton
        icon={Heart}
        label={t(favourite ? 'gallery.unfavourite' : 'gallery.favourite')}
        shortcut="F"
        pressed={favourite}
        filled={favourite}
        onClick={() => actions.setFavourite([id], !favourite)}
      />
      <IconButton
        icon={isRejected ? Undo2 : Ban}
        label={t(isRejected ? 'gallery.restore' : 'gallery.reject')}
        shortcut="X"
        onClick={() => actions.setRejected([id], !isRejected)}
      />
    </>
  )
}
