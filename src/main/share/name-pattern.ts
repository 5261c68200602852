import { AppError } from '../../contract/errors'
import { isReserved, jobIdInName, maxComponentBytes, maxPathChars } from './name-rules'
import { byteLength, cutBytes, trimEnd } from './name-rules'
import { parseSegments, type Segment, type Token } from './name-segments'
import { longestText, valueOfToken, type NameValue } from './name-values'
import type { NameFacts } from './share'

/** A checked pattern: whatever the facts, the name that it renders is safe on every system and fits below its root. */
export interface NamePattern {
  text: string
  components: Segment[][]
  /** Of the whole rendered name, extension and ` (99)` left out. */
  maxChars: number
  hasJobId: boolean
  hasVersion: boolean
}

/** Where `{version}` stands in a rendered name: look in `folder` for names made of `prefix`, digits, `suffix`. */
export interface VersionSlot {
  folder: string
  prefix: string
  suffix: string
}

/** The least that a value of people (event, job field) keeps when a name must be cut. */
const leastValueBytes = 12
/** Room for an extension, and for ` (99)` where a name is taken. */
const tailChars = 10
/** Room for the `_` before a name that turns out to be reserved. */
const guardChars = 1
const versionMark = '\ue000'

/** `root` is the share's folder, null while none is known; throws `name_invalid` with the position and what to write. */
export function parsePattern(text: string, root: string | null): NamePattern {
  const components = parseSegments(text.normalize('NFC'))
  const names = components.flat().map((segment) => (segment.type === 'token' ? segment.name : ''))
  const maxChars = maxPathChars - (root === null ? 0 : root.length + 1) - tailChars
  const pattern = {
    text,
    components,
    maxChars,
    hasJobId: names.includes('jobId'),
    hasVersion: names.includes('version'),
  }
  checkLength(pattern)
  if (pattern.hasJobId) checkJobIdIsFound(pattern)
  return pattern
}

/** The pattern below an event's folder; '' is the share's root. */
export function inFolder(folder: string, pattern: string): string {
  return folder === '' ? pattern : `${folder}/${pattern}`
}

/** Path relative to the share, forward slashes; `version` stands in for `{version}`, `extension` comes without dot. */
export function renderName(
  pattern: NamePattern,
  facts: NameFacts,
  options: { extension: string; version: number },
): string {
  const end = `.${options.extension}`
  const name = renderComponents(pattern, facts, options.version).join('/') + end
  if (!pattern.hasJobId || jobIdInName(name) === facts.jobId) return name
  return renderComponents(pattern, withPlainWords(facts), options.version).join('/') + end
}

/** Null for a pattern without `{version}`; where it stands more than once, the first place counts. */
export function versionSlot(pattern: NamePattern, facts: NameFacts): VersionSlot | null {
  const rendered = renderComponents(pattern, facts, null)
  const index = rendered.findIndex((component) => component.includes(versionMark))
  if (index < 0) return null
  const [prefix = '', suffix = ''] = rendered[index]!.split(versionMark)
  return { folder: rendered.slice(0, index).join('/'), prefix, suffix }
}

function renderComponents(pattern: NamePattern, facts: NameFacts, version: number | null): string[] {
  const components = pattern.components.map((segments) => segments.map((segment) => valueOf(segment, facts, version)))
  for (const values of components)
    shrink(values, (cut) => sum(cut, byteLength) > maxComponentBytes - tailChars - guardChars)
  const guards = components.length * guardChars
  shrink(components.flat(), (cut) => sum(cut, (text) => text.length) > pattern.maxChars - components.length - guards)
  return components.map((values) => finish(values.map((value) => value.text).join('')))
}

function valueOf(segment: Segment, facts: NameFacts, version: number | null): NameValue {
  if (segment.type === 'literal') return { text: segment.text, reserve: '', cuttable: false }
  if (segment.name === 'version') return versionValue(segment, version)
  return valueOfToken(segment, facts)
}

/** Counted at its longest, so that the words around a version are cut alike for every version. */
function versionValue(token: Token, version: number | null): NameValue {
  const text = version === null ? versionMark : String(version).padStart(token.padTo, '0')
  return { text, reserve: longestText(token), cuttable: false }
}

/** Cuts the longest words of people, one character at a time, until the values fit. */
function shrink(values: NameValue[], isTooLong: (values: NameValue[]) => boolean): void {
  const cuttable = values.filter((value) => value.cuttable)
  while (isTooLong(values)) {
    const longest = cuttable.reduce<NameValue | null>(
      (most, value) => (most && size(most) >= size(value) ? most : value),
      null,
    )
    if (!longest || size(longest) <= 1) return
    longest.text = trimEnd(cutBytes(longest.text, size(longest) - 1)) || '_'
  }
}

function size(value: NameValue): number {
  return byteLength(value.text)
}

function sum(values: NameValue[], measure: (text: string) => number): number {
  return values.reduce((total, { text, reserve }) => total + Math.max(measure(text), measure(reserve)), 0)
}

function finish(component: string): string {
  const clean = trimEnd(component.normalize('NFC').replace(/^[\s.]+/u, '')) || '_'
  return isReserved(clean) ? `_${clean}` : clean
}

/** Words in which no part can be taken for a part of a UUID: only for the rare name whose job would not be found. */
function withPlainWords(facts: NameFacts): NameFacts {
  const plain = (value: string | number) => `x${String(value).replace(/[^0-9a-z]/gi, 'x')}`
  const fields = Object.fromEntries(Object.entries(facts.fields).map(([name, value]) => [name, plain(value)]))
  return { ...facts, style: plain(facts.style), event: plain(facts.event), fields }
}

function checkLength(pattern: NamePattern): void {
  const longest = pattern.components.map((segments) => segments.map(longestOf).join(''))
  for (const component of longest) {
    const overBytes = byteLength(component) + tailChars + guardChars - maxComponentBytes
    if (overBytes > 0) throw tooLong(`A file or folder name would be ${overBytes} bytes too long.`)
  }
  const overChars = longest.join('/').length + longest.length * guardChars - pattern.maxChars
  if (overChars > 0) throw tooLong(`With the share's folder, the full path would be ${overChars} characters too long.`)
}

function longestOf(segment: Segment): string {
  if (segment.type === 'literal') return segment.text
  return longestText(segment) || 'x'.repeat(leastValueBytes)
}

function tooLong(message: string): AppError {
  return new AppError('name_invalid', message, 'Shorten the naming pattern, or choose a folder with a shorter path.')
}

const sampleId = 'ffffffff-ffff-4fff-8fff-ffffffffffff'

/** Words of the pattern itself must not read as a job's id, also beside counters of any usual width. */
function checkJobIdIsFound(pattern: NamePattern): void {
  for (const number of [1, 1234, 12345678, 123456789012]) {
    const facts = { jobId: sampleId, number, style: 's', event: 'e', takenAtMs: 0, zoneOffsetMin: 0, fields: {} }
    const name = renderName(pattern, facts, { extension: 'jpg', version: number })
    if (jobIdInName(name) !== sampleId) throw hiddenJobId()
  }
}

function hiddenJobId(): AppError {
  const hint = 'Leave long hexadecimal words out of the pattern, or put {jobId} last.'
  return new AppError('name_invalid', 'In this pattern the id of the job could not be found again.', hint)
}

/** For the settings screen: what a file of today would be called. */
export function exampleName(pattern: NamePattern, nowMs: number, zoneOffsetMin: number): string {
  const jobId = '3f2b8c1e-9d4a-4c57-8a16-5e0d7b92c4f8'
  const facts = { jobId, number: 42, style: 'pop-art', event: 'Gala', takenAtMs: nowMs, zoneOffsetMin, fields: {} }
  return renderName(pattern, facts, { extension: 'jpg', version: 1 })
}
