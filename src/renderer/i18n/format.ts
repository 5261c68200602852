import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Numbers, times and sizes as people of a language write them. */
export interface Format {
  number(value: number): string
  /** 0..1 as `48%`. */
  percent(ratio: number): string
  /** 400 ms and more as `6 s`, `2 min`, `1 h 5 min`. */
  duration(ms: number): string
  /** As `duration`, with tenths below ten seconds: `0.3 s`. */
  precise(ms: number): string
  /** `21:04:09`, local time. */
  time(instantMs: number): string
  /** `21:04`, local time. */
  shortTime(instantMs: number): string
  /** Day and month, e.g. for a header. */
  day(instantMs: number): string
  /** `41 GB`. */
  bytes(bytes: number): string
  /** `2nd`, `2.º`. */
  ordinal(place: number): string
}

export function createFormat(language: string): Format {
  const number = new Intl.NumberFormat(language)
  const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 })
  const time = new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  })
  const shortTime = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false })
  const day = new Intl.DateTimeFormat(language, { weekday: 'long', day: 'numeric', month: 'long' })
  return {
    number: (value) => number.format(value),
    percent: (ratio) => percent.format(ratio),
    duration: durationText,
    precise: (ms) => (ms < 9950 ? `${tenths.format(ms / 1000)} s` : durationText(ms)),
    time: (instantMs) => time.format(instantMs),
    shortTime: (instantMs) => shortTime.format(instantMs),
    day: (instantMs) => day.format(instantMs),
    bytes: (bytes) => bytesText(bytes, language),
    ordinal: (place) => (language === 'es' ? `${place}.º` : englishOrdinal(place)),
  }
}

function durationText(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

function bytesText(bytes: number, language: string): string {
  const step = Math.min(byteUnits.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  const maximumFractionDigits = value < 10 && step > 0 ? 1 : 0
  return `${new Intl.NumberFormat(language, { maximumFractionDigits }).format(value)} ${byteUnits[step]}`
}

/** Follows the language as it is switched. */
export function useFormat(): Format {
  const { i18n } = useTranslation()
  return useMemo(() => createFormat(i18n.language), [i18n.language])
}

const ordinalRules = new Intl.PluralRules('en', { type: 'ordinal' })
const ordinalEndings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' }

function englishOrdinal(place: number): string {
  return `${place}${ordinalEndings[ordinalRules.select(place)] ?? 'th'}`
}
