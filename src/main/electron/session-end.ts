import type { Closing } from './closing'

/** What Windows tells a window of the end of the session; other systems never do, nor do older runtimes ask first. */
interface SessionWindow {
  on(event: 'query-session-end' | 'session-end', listener: (event: { preventDefault(): void }) => void): unknown
}

/**
 * Windows asks first, and kills soon after everybody has agreed: the answer is no until the booth has closed in order,
 * and by then there is nobody left to say it, so that the session goes on ending by itself. Where it does not ask, or ends
 * all the same, the time that is left is used.
 */
export function closeWithSession(window: SessionWindow, closing: Pick<Closing, 'sessionEnds' | 'isOver'>): void {
  window.on('query-session-end', (event) => {
    if (closing.isOver()) return
    event.preventDefault()
    void closing.sessionEnds()
  })
  window.on('session-end', () => void closing.sessionEnds())
}
