import sharp from 'sharp'
import { errorFactsOf } from '../../contract/errors'
import type { ChildPort } from './child-port'
import type { MediaFacts, PictureFacts } from './images'
import { toChild, type ToChild } from './messages'
import { fit } from './fit'
import { convert, thumbnail, verify } from './operations'
import { differ, prove } from './proof'
import { verifyResult } from './result'
import { compose, verifyOverlay } from './overlay'
import { render, type Draw } from './render'

const memoryReportMs = 250

/** The child's side of the protocol: does one operation after the other as the parent sends them. */
export function serve(port: ChildPort, draw: Draw) {
  // Every picture is another file: a cache only holds memory.
  sharp.cache(false)
  let cancelled = new AbortController()
  let currentId = 0
  // a child that dies before it has said anything was never able to work: that is no fault of the picture
  port.send({ type: 'memory', rssBytes: process.memoryUsage.rss() })
  port.onMessage((raw) => {
    const message = toChild.parse(raw)
    if (message.type === 'cancel') return void (message.id === currentId && cancelled.abort())
    cancelled = new AbortController()
    currentId = message.id
    void answer(port, message, { draw, signal: cancelled.signal })
  })
}

interface Tools {
  draw: Draw
  signal: AbortSignal
}
type Run = Extract<ToChild, { type: 'run' }>

async function answer(port: ChildPort, run: Run, tools: Tools) {
  const { id } = run
  const reportMemory = () => port.send({ type: 'memory', rssBytes: process.memoryUsage.rss() })
  const timer = setInterval(reportMemory, memoryReportMs)
  try {
    const facts = await perform(port, run, tools)
    port.send({ type: 'done', id, facts })
  } catch (thrown) {
    port.send(tools.signal.aborted ? { type: 'cancelled', id } : { type: 'failed', id, error: errorFactsOf(thrown) })
  } finally {
    clearInterval(timer)
  }
}

function perform(port: ChildPort, { id, operation }: Run, { draw, signal }: Tools): Promise<PictureFacts | MediaFacts> {
  switch (operation.kind) {
    case 'verify':
      return verify(operation)
    case 'verifyResult':
      return verifyResult(operation)
    case 'thumbnail':
      return thumbnail(operation)
    case 'convert':
      return convert(operation)
    case 'fit':
      return fit(operation)
    case 'differ':
      return differ(operation)
    case 'prove':
      return prove(operation)
    case 'verifyOverlay':
      return verifyOverlay(operation)
    case 'compose':
      return compose(operation)
    case 'render':
      return render(operation, draw, {
        signal,
        onStep: (step) => port.send({ type: 'step', id, ...step }),
        // A copy: the WebAssembly sharp gives views of shared memory, and a message port that meets one falls silent.
        onPreview: (jpeg) => port.send({ type: 'preview', id, jpeg: new Uint8Array(jpeg) }),
      })
  }
}
