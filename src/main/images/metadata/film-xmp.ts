import { open, type FileHandle } from 'node:fs/promises'
import { ContainerBroken, withReader, type ContainerReader } from '../container-reader'
import { boxesOf, childrenOf } from '../mp4-container'
import { segmentOf } from '../webm-container'
import type { Xmp } from './embed-xmp'

/** A piece of a file, and what comes in its place: of the same length, so that nothing behind it moves. */
interface Patch {
  at: number
  bytes: Buffer
}

/** ISO 16684-3: the box in which an MP4 carries an XMP packet. */
const xmpBoxId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex')
/** Under which ComfyUI writes the whole graph into films, prompts included; its muxer may write it large. */
const graphWords = /prompt|workflow/i
/** Words for people are far shorter, and a graph of thousands of nodes is too. */
const wordsLimitBytes = 32_000_000

/**
 * Puts an XMP packet behind the last box of an MP4, and on demand takes the graph out that ComfyUI left in an MP4, MOV
 * or WebM: its place stays, empty, so that no index has to change. False where no packet stands in the file: a MOV or
 * WebM, a film whose end is an index of its own, or a damaged one.
 */
export async function signFilm(
  path: string,
  kind: 'mp4' | 'mov' | 'webm',
  { packet, keepsGraph }: Xmp,
): Promise<boolean> {
  try {
    const { patches, mayGrow } = await withReader(path, (reader) => lookInto(reader, kind))
    await change(path, keepsGraph ? [] : patches, mayGrow ? xmpBox(packet) : null)
    return mayGrow
  } catch (error) {
    if (error instanceof ContainerBroken) return false
    throw error
  }
}

async function lookInto(reader: ContainerReader, kind: 'mp4' | 'mov' | 'webm') {
  if (kind === 'webm') return { patches: await webmWords(reader), mayGrow: false }
  const boxes = await boxesOf(reader)
  // an index of fragments is found by the last bytes of the file
  const mayGrow = kind === 'mp4' && boxes.at(-1)?.type !== 'mfra'
  const index = boxes.find(({ type }) => type === 'moov')
  return { patches: index ? await mp4Words(reader, index) : [], mayGrow }
}

async function mp4Words(reader: ContainerReader, { start, end }: { start: number; end: number }): Promise<Patch[]> {
  if (end - start > wordsLimitBytes) return []
  const bytes = await reader.read(start, end - start)
  const words = childrenOf(bytes, { start: 0, end: bytes.length }).filter(
    ({ type }) => type === 'udta' || type === 'meta',
  )
  return words
    .filter((box) => graphWords.test(bytes.toString('latin1', box.start, box.end)))
    .map((box) => {
      const emptied = Buffer.alloc(box.end - box.at)
      bytes.copy(emptied, 0, box.at, box.start)
      emptied.write('free', 4, 'latin1')
      return { at: start + box.at, bytes: emptied }
    })
}

const tagsId = 0x1254c367
const voidId = 0xec

async function webmWords(reader: ContainerReader): Promise<Patch[]> {
  const patches: Patch[] = []
  for (const { id, at, end } of await segmentOf(reader)) {
    if (id !== tagsId || end === null || end - at > wordsLimitBytes) continue
    const bytes = await reader.read(at, end - at)
    if (graphWords.test(bytes.toString('latin1'))) patches.push({ at, bytes: voidOf(bytes.length) })
  }
  return patches
}

/** RFC 8794: an element that means nothing, with a length of eight bytes; a tag with a graph in it is longer than that. */
function voidOf(length: number): Buffer {
  const headBytes = 9
  const bytes = Buffer.alloc(length)
  bytes[0] = voidId
  bytes.writeBigUInt64BE((1n << 56n) | BigInt(length - headBytes), 1)
  return bytes
}

function xmpBox(packet: string): Buffer {
  const content = Buffer.from(packet, 'utf8')
  const head = Buffer.alloc(8)
  head.writeUInt32BE(head.length + xmpBoxId.length + content.length)
  head.write('uuid', 4, 'latin1')
  return Buffer.concat([head, xmpBoxId, content])
}

async function change(path: string, patches: readonly Patch[], tail: Buffer | null): Promise<void> {
  if (patches.length === 0 && tail === null) return
  const file = await open(path, 'r+')
  try {
    for (const { at, bytes } of patches) await writeAll(file, bytes, at)
    if (tail) await writeAll(file, tail, (await file.stat()).size)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function writeAll(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
  }
}
