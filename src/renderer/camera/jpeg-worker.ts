import type { EncodeReply, EncodeRequest } from './jpeg-encoder'

onmessage = ({ data: { frame, quality } }: MessageEvent<EncodeRequest>) => {
  encoded(frame, quality).then(
    (jpeg) => reply({ jpeg }),
    (error: unknown) => reply({ error: String(error) }),
  )
}

function reply(message: EncodeReply): void {
  postMessage(message)
}

async function encoded(frame: ImageBitmap, quality: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(frame.width, frame.height)
  const context = canvas.getContext('2d', { alpha: false })
  if (context === null) throw new Error('This worker cannot draw pictures')
  context.drawImage(frame, 0, 0)
  frame.close()
  return await canvas.convertToBlob({ type: 'image/jpeg', quality })
}
