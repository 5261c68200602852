import { ImagePlus } from 'lucide-react'
import { useState, type DragEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { activeEventOf } from '../../../contract/settings'
import { useAppState } from '../../connection/use-app-state'
import { useStyleTitle } from '../../connection/use-style-title'
import styles from './DropZone.module.css'
import { useUpload } from './use-upload'

/** Pictures dropped anywhere on the screen become jobs. */
export function DropZone({ children }: { children: ReactNode }) {
  const upload = useUpload()
  // Entering a child comes before leaving its parent, so the depth tells when the pointer is really out.
  const [depth, setDepth] = useState(0)
  const onlyFiles = (change: (event: DragEvent) => void) => (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    change(event)
  }
  return (
    <div
      className={styles.zone}
      onDragEnter={onlyFiles(() => setDepth((before) => before + 1))}
      onDragLeave={onlyFiles(() => setDepth((before) => Math.max(0, before - 1)))}
      onDragOver={onlyFiles(({ dataTransfer }) => (dataTransfer.dropEffect = 'copy'))}
      onDrop={onlyFiles(({ dataTransfer }) => {
        setDepth(0)
        void upload([...dataTransfer.files])
      })}
    >
      {children}
      {depth > 0 && <Target />}
    </div>
  )
}

function Target() {
  const { t } = useTranslation()
  const titleOf = useStyleTitle()
  const style = useAppState((state) => activeEventOf(state.settings).style)
  return (
    <div className={styles.target}>
      <ImagePlus aria-hidden strokeWidth={1.25} />
      <h2>{t('live.drop')}</h2>
      <p>{t('live.dropText', { style: titleOf(style) })}</p>
    </div>
  )
}
