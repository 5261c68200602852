import { useEffect, useRef } from 'react'
import { classNames } from '../ui/class-names'
import type { Viewfinder } from './viewfinder'
import styles from './ViewfinderView.module.css'

/** The moving picture; mirrored, guests see themselves as in a mirror. */
export function ViewfinderView({
  viewfinder,
  mirrored,
  cover = false,
}: {
  viewfinder: Viewfinder
  mirrored: boolean
  cover?: boolean
}) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => (place.current === null ? undefined : viewfinder.showIn(place.current)), [viewfinder])
  return (
    <div
      ref={place}
      className={classNames(styles.view, mirrored && styles.mirrored, cover && styles.cover)}
      aria-hidden
    />
  )
}
