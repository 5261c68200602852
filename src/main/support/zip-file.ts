import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { renamePatiently } from '../lib/held-file'

/** One file of a ZIP; a stream is opened when its turn comes. */
export interface ZipEntry {
  name: string
  atMs: number
  content: string | (() => Readable)
}

/** Writes beside the target first: a ZIP under its name is whole. Throws what the disk or a stream throws. */
export async function writeZip(path: string, entries: readonly ZipEntry[]): Promise<void> {
  const zip = new ZipFile()
  const failed = new Promise<never>((_resolve, reject) => zip.once('error', reject))
  for (const { name, atMs, content } of entries) {
    const mtime = new Date(atMs)
    if (typeof content === 'string') zip.addBuffer(Buffer.from(content), name, { mtime })
    else addStream(zip, name, mtime, content)
  }
  zip.end()
  const part = `${path}.part`
  try {
    await Promise.race([pipeline(zip.outputStream, createWriteStream(part)), failed])
    await renamePatiently(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** A file that cannot be read is told by the stream; without this its error would be nobody's. */
function addStream(zip: ZipFile, name: string, mtime: Date, open: () => Readable) {
  zip.addReadStreamLazy(name, { mtime }, (answer) => {
    const stream = open()
    stream.once('error', (error) => zip.emit('error', error))
    answer(null, stream)
  })
}
