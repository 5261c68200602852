import { promisify } from 'node:util'
import { buffer } from 'node:stream/consumers'
import { open, type Entry, type Options, type ZipFile } from 'yauzl'

const openZip = promisify<string, Options, ZipFile>(open)

/** All files of a ZIP with their bytes, read by another library than the one that writes them. */
export async function unzip(path: string): Promise<Map<string, Buffer>> {
  const zip = await openZip(path, { lazyEntries: true })
  const files = new Map<string, Buffer>()
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error)
        buffer(stream).then((bytes) => {
          files.set(entry.fileName, bytes)
          zip.readEntry()
        }, reject)
      })
    })
    zip.once('error', reject)
    zip.once('end', () => resolve(files))
    zip.readEntry()
  })
}
