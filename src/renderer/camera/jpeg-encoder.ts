/** To and from the worker. */
export interface EncodeRequest {
  id: number
  frame: ImageBitmap
  quality: number
}
export type EncodeReply = { id: number; jpeg: Blob } | { id: number; error: string }

interface Waiting {
  resolve: (jpeg: Blob) => void
  reject: (error: Error) => void
}

/** Turns frames into JPEG files; the frame is used up. */
export interface JpegEncoder {
  encode(frame: ImageBitmap): Promise<Blob>
  close(): void
}

const jpegQuality = 0.95

/** In a worker: on a page's own thread Chromium encodes in idle moments only, which on a busy machine come seconds late. */
export function createJpegEncoder(): JpegEncoder {
  const worker = new Worker(new URL('./jpeg-worker.ts', import.meta.url), { type: 'module' })
  const waiting = new Map<number, Waiting>()
  let nextId = 1

  worker.onmessage = ({ data }: MessageEvent<EncodeReply>) => {
    const asked = waiting.get(data.id)
    waiting.delete(data.id)
    if ('jpeg' in data) asked?.resolve(data.jpeg)
    else asked?.reject(new Error(data.error))
  }
  worker.onerror = (event) => failAll(`The encoder failed: ${event.message}`)

  function failAll(why: string): void {
    for (const asked of waiting.values()) asked.reject(new Error(why))
    waiting.clear()
  }

  return {
    encode(frame) {
      const id = nextId++
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        const request: EncodeRequest = { id, frame, quality: jpegQuality }
        worker.postMessage(request, [frame])
      })
    },
    close() {
      worker.terminate()
      failAll('The camera was closed')
    },
  }
}
