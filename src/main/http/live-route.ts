import type { LiveFrame, LivePreview, LiveViewer } from '../td/live-preview'

const boundary = 'photocall-frame'
const encoder = new TextEncoder()
/** Frames are the same for all who look: their headers are put around them once. */
const parts = new WeakMap<LiveFrame, Uint8Array>()

/**
 * The live picture as an endless answer. A frame is asked for when the one before has left for the network, so that a
 * slow viewer holds one frame at most, and skips those that came meanwhile. Who asks for the headers alone looks at nothing.
 */
export function liveResponse(live: Pick<LivePreview, 'watch'>): Response {
  let viewer: LiveViewer | null = null
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(encoder.encode(`--${boundary}\r\n`)),
      async pull(controller) {
        viewer ??= live.watch()
        const frame = await viewer.next()
        if (frame) controller.enqueue(partOf(frame))
        else controller.close()
      },
      cancel: () => viewer?.close(),
    },
    { highWaterMark: 0 },
  )
  const headers = {
    'content-type': `multipart/x-mixed-replace; boundary=${boundary}`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  }
  return new Response(body, { headers })
}

/** The boundary follows at once: a browser shows a part when it sees that it is over. */
function partOf(frame: LiveFrame): Uint8Array {
  const known = parts.get(frame)
  if (known) return known
  const head = encoder.encode(`Content-Type: ${frame.mediaType}\r\nContent-Length: ${frame.bytes.length}\r\n\r\n`)
  const tail = encoder.encode(`\r\n--${boundary}\r\n`)
  const part = new Uint8Array(head.length + frame.bytes.length + tail.length)
  part.set(head)
  part.set(frame.bytes, head.length)
  part.set(tail, head.length + frame.bytes.length)
  parts.set(frame, part)
  return part
}
