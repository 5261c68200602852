import { useEffect, useState } from 'react'
import { activeEventOf, type Settings } from '../../../contract/settings'
import { useAppState, useConnection } from '../../connection/use-app-state'
import { consentTextOf, guestsLanguage } from '../../events/event-list'
import { afterQuiet } from './after-quiet'
import {
  askedFirst,
  attract,
  idleMsOf,
  jobToFollow,
  sceneOf,
  type Choice,
  type IdleTimes,
  type Place,
  type Scene,
} from './kiosk-scene'

/** Survives a reloaded window, so that a guest finds the picture again. */
const storageKey = 'kiosk-job'

function rememberedPlace(): Place {
  const jobId = sessionStorage.getItem(storageKey)
  return jobId === null ? attract : { at: 'job', jobId }
}

export interface KioskPlace {
  scene: Scene
  /** How long the result has been there; a code that the operator shows over it does not stop its time. */
  resultSec: number
  go: (place: Place) => void
  /** A new guest begins: what the one before agreed to counts no longer. */
  begin: (next: Choice) => void
  /** The same guest goes on; asked only where the text is another one by now. */
  goOn: (next: Choice) => void
  agree: (text: string, next: Choice) => void
  /** Takes the picture in this style; guests read no cause when it cannot be. */
  shoot: (style: string) => void
}

/** Where the guests are and how they get on; follows the operator's presses as well. */
export function useKioskPlace(): KioskPlace {
  const { client } = useConnection()
  const jobs = useAppState((state) => state.jobs)
  const times = useAppState((state) => state.settings.kiosk)
  const [place, setPlace] = useState(rememberedPlace)
  const text = useAppState(({ settings }) => textForGuests(settings))
  const [agreedText, setAgreedText] = useState<string | null>(null)
  const toFollow = jobToFollow(place, jobs)
  const scene = sceneOf(place, jobs)
  if (toFollow !== null) {
    // the operator pressed: whoever stands there now was asked by a person or not at all
    setPlace({ at: 'job', jobId: toFollow })
    setAgreedText(null)
  }
  const key = 'job' in scene ? `${scene.name} ${scene.job.id}` : scene.name
  const resultSec = useSecondsOf(scene.name === 'result' ? key : null)
  useRemembered(place)
  useReturn(scene, key, times, setPlace)

  function shoot(style: string): void {
    const way = askedFirst({ at: 'ready', style }, text, agreedText)
    if (way.at === 'consent') return setPlace(way)
    setPlace({ at: 'pressing', style })
    client.command('capture.press', { style, ...(text !== null && { consent: true }) }).then(
      ({ jobId }) => setPlace({ at: 'job', jobId }),
      (error: unknown) => {
        console.warn('The guest’s press was refused.', error)
        setPlace({ at: 'sorry' })
      },
    )
  }

  return {
    scene,
    resultSec,
    go: setPlace,
    begin(next) {
      setAgreedText(null)
      setPlace(askedFirst(next, text, null))
    },
    goOn: (next) => setPlace(askedFirst(next, text, agreedText)),
    agree(agreed, next) {
      setAgreedText(agreed)
      setPlace(next)
    },
    shoot,
  }
}

function textForGuests(settings: Settings): string | null {
  const event = activeEventOf(settings)
  return consentTextOf(event, guestsLanguage(event, settings.language))
}

function useRemembered(place: Place): void {
  useEffect(() => {
    if (place.at === 'job') sessionStorage.setItem(storageKey, place.jobId)
    else sessionStorage.removeItem(storageKey)
  }, [place])
}

/** Whole seconds since `key` came; 0 for null. */
function useSecondsOf(key: string | null): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (key === null) return
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000)
    return () => {
      clearInterval(timer)
      setSeconds(0)
    }
  }, [key])
  return seconds
}

/** Back to the start when nobody has touched anything for a while. */
function useReturn(scene: Scene, key: string, times: IdleTimes, setPlace: (place: Place) => void): void {
  const idleMs = idleMsOf(scene, times)
  const isShort = scene.name === 'consent' || scene.name === 'styles' || scene.name === 'ready'
  useEffect(() => {
    if (idleMs === null) return
    const goBack = () => setPlace(attract)
    if (isShort) return afterQuiet(idleMs, goBack)
    const timer = setTimeout(goBack, idleMs)
    return () => clearTimeout(timer)
  }, [idleMs, key, isShort, setPlace])
}
