import { describe, expect, it } from 'vitest'
import { readFrame } from './frame'
import { payloadOf, readDrawn, typeOf } from './message'
import { dataUrl, jpegOf } from './testing/canvas-house'

const picture = jpegOf(640, 480, 'what is drawn')
const other = jpegOf(320, 240, 'something else')
const url = dataUrl('image/jpeg', picture)
const otherUrl = dataUrl('image/jpeg', other)

describe('a drawing that is read where it stands', () => {
  it.each([
    ['alone', `{"type":"draw","payload":"${url}"}`],
    ['with spaces and other keys', `{ "at" : 1, "payload" :\n"${url}" , "type":"DRAW", "more": ["\\"", {}] }`],
    ['after one that does not count', `{"payload":"x","type":"draw","payload":"${url}"}`],
  ])('%s, is the picture of its message', (_, text) => {
    expect(readDrawn(Buffer.from(text))?.bytes()).toEqual(picture)
  })

  it.each([
    ['belongs to another key', `{"type":"draw","x":"${otherUrl}","payload":"${url}"}`, picture],
    ['is followed by one that counts', `{"type":"draw","payload":"${otherUrl}","payload":"${url}"}`, picture],
    ['is followed by an escaped one', `{"type":"draw","payload":"${url.replaceAll('/', '\\/')}"}`, picture],
    ['stands within other words', `{"type":"draw","payload":"see \\"${url}"}`, null],
    ['stands behind a string', `{"type":"draw","payload":""${url}"}`, null],
    ['never ends', `{"type":"draw","payload":"${url}`, null],
    ['holds a quote', `{"type":"draw","payload":"${url}\\"A"}`, null],
    ['is a prompt', `{"type":"prompt","payload":"${url}"}`, null],
    ['lies deeper', `{"type":"draw","payload":["${url}"]}`, null],
  ])('is left to the whole reading where it %s', (_, text, expected) => {
    const bytes = Buffer.from(text)
    expect(readDrawn(bytes)).toBeNull()
    const frame = readFrame({ bytes, isBinary: false })
    expect(frame.kind === 'live' ? frame.picture.bytes() : null).toEqual(expected)
  })

  it('leaves the words of other messages as they are', () => {
    expect(readFrame({ bytes: Buffer.from(`{"type":"prompt","payload":"${url}"}`), isBinary: false })).toEqual({
      kind: 'prompt',
      text: url,
    })
  })
})

it('type and payload are those of an object alone', () => {
  expect([null, 1, 'draw', [], { type: 1 }].map(typeOf)).toEqual(['', '', '', '', ''])
  expect([null, 1, [], {}].map(payloadOf)).toEqual([null, null, null, null])
})
