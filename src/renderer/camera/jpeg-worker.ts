import type { EncodeReply, EncodeRequest } from './jpeg-encoder'

onmessage = ({ data: { id, frame, quality } }: MessageEvent<EncodeRequest>) => {
  encoded(frame, quality).then(
    (jpeg) => reply({ id, jpeg }),
    (error: unknown) => reply({ id, error: String(error) }),
  )
}

function reply(message: EncodeReply): void {
  postMessage(message)
}

/** One for all frames: the pixels of a canvas lie outside the heap, so a worker that makes one each time keeps them all. */
let canvas = new OffscreenCanvas(0, 0)

function encoded(frame: ImageBitmap, quality: number): Promise<Blob> {
  const { width, height } = frame
  if (canvas.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { alpha: false })
  if (context === null) throw new Error('This worker cannot draw pictures')
  context.drawImage(frame, 0, 0)
  frame.close()
  return canvas.convertToBlob({ type: 'image/jpeg', quality })
}
