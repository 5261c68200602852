import { randomUUID } from 'node:crypto'
import type { NewJob } from '../journal'

/** What a press at the webcam knows. */
export function newJobOfTests(change: Partial<NewJob> = {}): NewJob {
  return {
    id: randomUUID(),
    state: 'counting',
    source: 'webcam',
    backend: 'builtin',
    style: 'pop-art',
    eventId: 'first',
    event: '',
    output: { folder: '', pattern: null, overlay: null },
    consentAtMs: null,
    prompt: '',
    seed: 1,
    countdownSec: 3,
    zoneOffsetMin: 0,
    ...change,
  }
}
