import { useState, type SyntheticEvent } from 'react'

export interface FilmProps {
  url: string
  /** Shown until the first frame is there, and for good where this browser cannot play the file. */
  posterUrl: string | null
  label: string
  className?: string | undefined
  /** For operators, who may want to stop it or step through it. */
  hasControls?: boolean
  onSize?: (size: { widthPx: number; heightPx: number }) => void
  /** The file is whole, but this browser has no decoder for it. */
  onRefused?: () => void
}

/** A video that plays by itself, mute and over and over. */
export function Film({ url, posterUrl, label, className, hasControls = false, onSize, onRefused }: FilmProps) {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null)
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  if (brokenUrl === url && posterUrl !== null) return <img className={className} src={posterUrl} alt={label} />
  const refuse = () => {
    setBrokenUrl(url)
    onRefused?.()
  }
  const tellSize = ({ currentTarget: { videoWidth, videoHeight } }: SyntheticEvent<HTMLVideoElement>) => {
    if (videoWidth > 0) onSize?.({ widthPx: videoWidth, heightPx: videoHeight })
  }
  return (
    <video
      className={className}
      src={url}
      {...(posterUrl !== null && { poster: posterUrl })}
      aria-label={label}
      muted
      loop
      playsInline
      autoPlay={!isStill}
      controls={hasControls || isStill}
      disablePictureInPicture
      draggable={false}
      onLoadedMetadata={tellSize}
      onError={refuse}
    />
  )
}
