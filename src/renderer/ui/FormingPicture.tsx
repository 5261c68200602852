import { ImageOff } from 'lucide-react'
import { useState } from 'react'
import { classNames } from './class-names'
import { Film } from './Film'
import styles from './FormingPicture.module.css'

export interface FormingPictureProps {
  /** The picture as taken, shown softly underneath; null before it exists. */
  originalUrl: string | null
  /** The newest preview frame, or the result; null before the first. */
  frameUrl: string | null
  /** The frame is a video, for which this still stands until it plays; null or absent for pictures. */
  film?: { posterUrl: string | null } | null
  alt: string
  /** False once the frame is the finished picture. */
  isForming: boolean
}

/** A picture on its way: the original fades as frames arrive over it. */
export function FormingPicture({ originalUrl, frameUrl, film = null, alt, isForming }: FormingPictureProps) {
  return (
    <div className={classNames(styles.picture, isForming && styles.forming)}>
      {originalUrl !== null && (
        <Layer url={originalUrl} className={frameUrl === null ? styles.original : styles.under} alt="" />
      )}
      {frameUrl !== null && film !== null && (
        <Film url={frameUrl} posterUrl={film.posterUrl} className={styles.frame} label={alt} />
      )}
      {frameUrl !== null && film === null && <Layer url={frameUrl} className={styles.frame} alt={alt} />}
      {originalUrl === null && frameUrl === null && <ImageOff aria-hidden className={styles.none} />}
    </div>
  )
}

/** A frame that is gone already is left out; the next one comes. */
function Layer({ url, className, alt }: { url: string; className: string | undefined; alt: string }) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null)
  if (brokenUrl === url) return null
  return <img className={className} src={url} alt={alt} draggable={false} onError={() => setBrokenUrl(url)} />
}
