import { open } from 'node:fs/promises'

/** Reads a file piecewise, so that a video of any size costs a few kilobytes. */
export interface ContainerReader {
  sizeBytes: number
  /** Exactly `length` bytes; throws ContainerBroken where the file ends before. */
  read(at: number, length: number): Promise<Buffer>
}

/** A container whose parts do not fit together: what was written is not what was meant. */
export class ContainerBroken extends Error {
  override readonly name = 'ContainerBroken'
}

export async function withReader<T>(path: string, work: (reader: ContainerReader) => Promise<T>): Promise<T> {
  const file = await open(path, 'r')
  try {
    const { size: sizeBytes } = await file.stat()
    return await work({
      sizeBytes,
      async read(at, length) {
        if (length < 0 || at + length > sizeBytes) throw new ContainerBroken('it ends too early')
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
        if (bytesRead < length) throw new ContainerBroken('it ends too early')
        return buffer
      },
    })
  } finally {
    await file.close()
  }
}
