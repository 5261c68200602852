import { AppError } from '../../contract/errors'
import { faultOfComponent } from './name-rules'

export interface Token {
  type: 'token'
  name: string
  /** Digits to fill up with zeros; 0 for none. */
  padTo: number
}

export type Segment = { type: 'literal'; text: string } | Token

const words = ['stamp', 'date', 'time', 'style', 'event', 'jobId']
const numbers = ['counter', 'version']
/** With these, any other name is a field of the job. */
export const tokenNames = [...words, ...numbers]
const maxPad = 12

/** Folders and the file's name as runs of plain text and tokens; throws `name_invalid` with the position. */
export function parseSegments(text: string): Segment[][] {
  const components: Segment[][] = []
  let start = 0
  for (const component of text.split('/')) {
    components.push(parseComponent(component, start))
    start += component.length + 1
  }
  return components
}

function parseComponent(component: string, start: number): Segment[] {
  if (component === '') throw patternError(start, 'a folder or file name is missing here', emptyHint)
  const segments: Segment[] = []
  let at = 0
  for (const match of component.matchAll(/\{([^{}]*)\}/g)) {
    pushLiteral(segments, component.slice(at, match.index), start + at)
    segments.push(parseToken(match[1] ?? '', start + match.index))
    at = match.index + match[0].length
  }
  pushLiteral(segments, component.slice(at), start + at)
  checkWhole(component, segments, start)
  return segments
}

const emptyHint = 'Write a path below the share, such as {date}/{stamp}-{jobId}, without a slash at its ends.'

function pushLiteral(segments: Segment[], text: string, position: number): void {
  if (text === '') return
  const brace = text.search(/[{}]/)
  if (brace >= 0)
    throw patternError(position + brace, 'a brace has no partner', 'Write tokens as {stamp} or {counter:05}.')
  const bad = [...text].findIndex((char) => faultOfComponent(`x${char}x`) !== null && char.normalize('NFC') === char)
  if (bad >= 0) throw patternError(position + bad, 'this character does not work in file names everywhere', charHint)
  segments.push({ type: 'literal', text })
}

const charHint = 'Leave out < > : " | ? * and \\ and control characters; folders are parted by /.'

function parseToken(body: string, position: number): Token {
  const [, name = '', pad] = /^([A-Za-z][A-Za-z0-9_]{0,39})(?::(0?[1-9]\d?))?$/.exec(body) ?? []
  if (name === '') throw patternError(position, `{${body}} is not a token`, tokenHint)
  checkSpelling(name, position)
  if (pad === undefined) return { type: 'token', name, padTo: 0 }
  if (words.includes(name))
    throw patternError(position, `{${name}} is not a number`, `Write {${name}} without a width.`)
  if (Number(pad) > maxPad) throw patternError(position, 'the width is too large', `Use at most ${maxPad} digits.`)
  return { type: 'token', name, padTo: Number(pad) }
}

const tokenHint = `Use ${tokenNames.map((name) => `{${name}}`).join(', ')} or a field of the job, such as {chapter:02}.`

function checkSpelling(name: string, position: number): void {
  const meant = tokenNames.find((token) => token !== name && token.toLowerCase() === name.toLowerCase())
  if (meant) throw patternError(position, `{${name}} is not a token`, `Write {${meant}}.`)
}

/** What only the whole component shows: its ends, reserved names, and that `{jobId}` stands apart. */
function checkWhole(component: string, segments: Segment[], start: number): void {
  const sample = segments
    .map((segment) => (segment.type === 'literal' ? segment.text : 'x'))
    .join('')
    .slice(0, 100)
  const fault = faultOfComponent(sample.normalize('NFC'))
  if (fault)
    throw patternError(start, `"${component}" ${fault}`, 'Choose another name; folders above the share cannot be used.')
  segments.forEach((segment, index) => {
    if (segment.type !== 'token' || segment.name !== 'jobId') return
    if (standsApart(segments[index - 1], -1) && standsApart(segments[index + 1], 0)) return
    throw patternError(start, '{jobId} must stand apart', 'Put a - or _ between {jobId} and its neighbours.')
  })
}

function standsApart(neighbour: Segment | undefined, at: 0 | -1): boolean {
  if (!neighbour) return true
  return neighbour.type === 'literal' && !/[0-9a-z]/i.test(neighbour.text.at(at) ?? '')
}

function patternError(position: number, what: string, hint: string): AppError {
  const message = `Naming pattern, character ${position + 1}: ${what}.`
  return new AppError('name_invalid', message, hint, { params: { position: position + 1 } })
}
