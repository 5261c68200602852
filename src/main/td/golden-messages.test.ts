import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fromTouchDesigner, tdHeaderTo, tdProtocolVersion, toTouchDesigner } from '../../contract/td-protocol'
import { readFrame, writeFrame } from './frame'
import { readMessage } from './message'

interface Golden {
  protocol: number
  toTouchDesigner: { name: string; message: { type: string } }[]
  fromTouchDesigner: { name: string; message: { type: string } }[]
  refusedFromTouchDesigner: { name: string; text: string }[]
  refusedByTouchDesigner: { name: string; text: string }[]
  binary: { name: string; direction: 'from' | 'to'; base64: string; header: unknown; picture: string }[]
  refusedBinary: { name: string; base64: string }[]
}
const path = join(import.meta.dirname, '..', '..', '..', 'td', 'protocol', 'messages.json')
// our own file; what it holds is what the tests are about
const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden

const bytesOf = (base64: string) => Buffer.from(base64, 'base64')
const isRead = (schema: typeof toTouchDesigner, text: string) => {
  try {
    return schema.safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}

test('the golden file is of this version and shows every message of both sides', () => {
  const typesIn = (examples: Golden['toTouchDesigner']) => new Set(examples.map(({ message }) => message.type))
  const typesOf = (schema: typeof toTouchDesigner | typeof fromTouchDesigner) =>
    new Set(schema.options.map((option) => option.shape.type.value as string))
  expect(golden.protocol).toBe(tdProtocolVersion)
  expect(typesIn(golden.toTouchDesigner)).toEqual(typesOf(toTouchDesigner))
  expect(typesIn(golden.fromTouchDesigner)).toEqual(typesOf(fromTouchDesigner))
})

describe('to TouchDesigner', () => {
  test.each(golden.toTouchDesigner)('$name', ({ message }) => {
    expect(message).toMatchObject(toTouchDesigner.parse(message))
  })

  test.each(golden.refusedByTouchDesigner)('never sent: $name', ({ text }) => {
    expect(isRead(toTouchDesigner, text)).toBe(false)
  })
})

describe('from TouchDesigner', () => {
  test.each(golden.fromTouchDesigner)('$name', ({ message }) => {
    expect(readMessage(JSON.stringify(message))).toMatchObject({ type: message.type })
  })

  test.each(golden.refusedFromTouchDesigner)('refused: $name', ({ text }) => {
    expect(readMessage(text)).toBeNull()
  })

  test('a rounding error of progress is cut to what progress can be', () => {
    expect(readMessage('{"type":"progress","progress":1.0000001}')).toMatchObject({ progress: 1 })
    expect(readMessage('{"type":"progress","progress":-0.0000001}')).toMatchObject({ progress: 0 })
  })
})

describe('framed binary', () => {
  test.each(golden.binary.filter(({ direction }) => direction === 'from'))('$name', ({ base64, header, picture }) => {
    expect(readFrame(bytesOf(base64))).toEqual({ header, picture: bytesOf(picture) })
  })

  test.each(golden.binary.filter(({ direction }) => direction === 'to'))('$name', ({ base64, header, picture }) => {
    expect(writeFrame(tdHeaderTo.parse(header), bytesOf(picture))).toEqual(bytesOf(base64))
  })

  test.each(golden.refusedBinary)('refused: $name', ({ base64 }) => {
    expect(readFrame(bytesOf(base64))).toBeNull()
  })
})
