import { safeValue } from './name-rules'
import type { Token } from './name-segments'
import type { NameFacts } from './share'

/** One part of a name while it is put together. */
export interface NameValue {
  text: string
  /** Counted in its stead where it is longer. */
  reserve: string
  /** Words of people may be cut; times, numbers and ids never. */
  cuttable: boolean
}

const firstMs = 0
const lastMs = Date.UTC(9999, 11, 31)
const maxValueBytes = 100
/** Digits of the largest whole number that a job can count to. */
const counterDigits = 16
const versionDigits = 6

/** Everything but `{version}`, which only a look into the folder can tell. */
export function valueOfToken(token: Token, facts: NameFacts): NameValue {
  const fixed = fixedText(token, facts)
  if (fixed !== null) return { text: fixed, reserve: '', cuttable: false }
  return { text: safeValue(wordsOf(token, facts), maxValueBytes), reserve: '', cuttable: true }
}

/** The longest a fixed token can be; empty for words of people, which are cut to what is left. */
export function longestText(token: Token): string {
  if (token.name === 'counter') return '9'.repeat(Math.max(counterDigits, token.padTo))
  if (token.name === 'version') return '9'.repeat(Math.max(versionDigits, token.padTo))
  return '9'.repeat({ stamp: 19, date: 10, time: 8, jobId: 36 }[token.name] ?? 0)
}

function fixedText(token: Token, facts: NameFacts): string | null {
  const stamp = stampOf(facts)
  if (token.name === 'stamp') return stamp
  if (token.name === 'date') return stamp.slice(0, 10)
  if (token.name === 'time') return stamp.slice(11)
  if (token.name === 'counter') return String(facts.number).padStart(token.padTo, '0')
  return token.name === 'jobId' ? facts.jobId : null
}

/** Local time of the picture, not of saving: a name must not change with the moment of a retry. */
function stampOf(facts: NameFacts): string {
  const localMs = facts.takenAtMs + facts.zoneOffsetMin * 60_000
  const iso = new Date(Math.min(lastMs, Math.max(firstMs, localMs))).toISOString()
  return iso.slice(0, 19).replace(/[T:]/g, '-')
}

function wordsOf(token: Token, facts: NameFacts): string {
  if (token.name === 'style') return facts.style
  if (token.name === 'event') return facts.event
  const value = String((Object.hasOwn(facts.fields, token.name) ? facts.fields[token.name] : '') ?? '')
  return token.padTo > 0 && /^\d*$/.test(value) ? value.padStart(token.padTo, '0') : value
}
