/** To and from the worker. */
export interface EncodeRequest {
  frame: ImageBitmap
  quality: number
}
export type EncodeReply = { jpeg: Blob } | { error: string }

/** Turns frames into JPEG files; the frame is used up. */
export interface JpegEncoder {
  encode(frame: ImageBitmap): Promise<Blob>
  /** What is being encoded fails. */
  close(): void
}

const jpegQuality = 0.95

/**
 * Encodes in workers: on a page's own thread Chromium encodes in idle moments only, which on a busy machine come seconds late.
 * A worker makes one file and ends. Its own heap is too small to be ever collected, so one that stayed would keep every file
 * that it made, here and in the browser process.
 */
export function createJpegEncoder(): JpegEncoder {
  const working = new Set<EncodingWorker>()
  // Started ahead: the picture must not wait for it.
  let spare: EncodingWorker | null = startWorker()
  let isClosed = false

  return {
    async encode(frame) {
      const worker = spare?.isBroken() === false ? spare : startWorker()
      spare = null
      working.add(worker)
      try {
        return await worker.encode(frame)
      } finally {
        working.delete(worker)
        worker.end()
        if (!isClosed) spare ??= startWorker()
      }
    },
    close() {
      isClosed = true
      for (const worker of working) worker.end()
      spare?.end()
    },
  }
}

interface EncodingWorker {
  encode(frame: ImageBitmap): Promise<Blob>
  isBroken(): boolean
  end(): void
}

function startWorker(): EncodingWorker {
  const worker = new Worker(new URL('./jpeg-worker.ts', import.meta.url), { type: 'module' })
  let failure: Error | null = null
  let onFailure: (error: Error) => void = () => undefined
  function fail(why: string): void {
    failure ??= new Error(why)
    onFailure(failure)
  }
  worker.onerror = ({ message }) => fail(`The encoder failed: ${message}`)
  return {
    encode(frame) {
      return new Promise((resolve, reject) => {
        onFailure = reject
        worker.onmessage = ({ data }: MessageEvent<EncodeReply>) => {
          if ('jpeg' in data) resolve(data.jpeg)
          else reject(new Error(data.error))
        }
        const request: EncodeRequest = { frame, quality: jpegQuality }
        worker.postMessage(request, [frame])
      })
    },
    isBroken: () => failure !== null,
    end() {
      worker.terminate()
      fail('The camera was closed')
    },
  }
}
