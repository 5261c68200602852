import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { AppError } from '../../contract/errors'

const malformed = (cause: unknown): AppError =>
  new AppError('invalid_input', 'The multipart form is malformed.', 'Send it as a browser or curl -F would.', { cause })

const missing = (field: string): AppError =>
  new AppError('picture_empty', `The form has no file in its field "${field}".`, `Name the field "${field}".`)

function createParser(contentType: string): BusboyInstance {
  try {
    const limits = { files: 4, fields: 20, parts: 24, fieldSize: 8192, headerPairs: 50, headerSize: 16_384 }
    return new Busboy({ headers: { 'content-type': contentType }, limits })
  } catch (error) {
    throw malformed(error)
  }
}

/** The file in the first field of that name in a multipart body, as it arrives; every other field is read past. */
export async function* pictureOfForm(
  body: AsyncIterable<Uint8Array>,
  { contentType, field: pictureField }: { contentType: string; field: string },
): AsyncGenerator<Uint8Array> {
  const parser = createParser(contentType)
  let file: Readable | null = null
  const found = new Promise<Readable | null>((resolve) => {
    parser.on('file', (field, stream) => {
      // What breaks a file off fails the parsing below as well, which is where it is told.
      stream.on('error', () => undefined)
      // The parser waits until each file is read: those nobody wants have to flow away.
      if (field !== pictureField || file) return void stream.resume()
      file = stream
      resolve(stream)
    })
    parser.on('finish', () => resolve(null))
  })
  const parsing = pipeline(Readable.from(body, { objectMode: false }), parser).then(
    () => null,
    (error: unknown) => {
      const reason = error instanceof AppError ? error : malformed(error)
      // A body that breaks off must end the file as well, or its reader would wait for ever.
      file?.destroy(reason)
      return reason
    },
  )
  try {
    const picture = await Promise.race([found, parsing.then(() => file)])
    if (!picture) throw (await parsing) ?? missing(pictureField)
    yield* picture as AsyncIterable<Uint8Array>
    const failure = await parsing
    if (failure) throw failure
  } catch (error) {
    throw error instanceof AppError ? error : malformed(error)
  } finally {
    // A reader that has seen enough lets go of the body too.
    parser.destroy()
  }
}
