import type { LiveFrame, LivePreview, LiveViewer } from '../td/live-preview'

const boundary = 'photocall-frame'
const encoder = new TextEncoder()

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
        if (frame) for (const piece of partOf(frame)) controller.enqueue(piece)
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

const tail = encoder.encode(`\r\n--${boundary}\r\n`)

/**
 * The boundary follows at once: a browser shows a part when it sees that it is over. The picture goes out as it came,
 * the same bytes to all who look.
 */
function partOf({ mediaType, bytes }: LiveFrame): Uint8Array[] {
  return [encoder.encode(`Content-Type: ${mediaType}\r\nContent-Length: ${bytes.length}\r\n\r\n`), bytes, tail]
}
