import type { ClientMessage, ServerMessage } from './app-state'

/** What a page finds at `window.photocall` inside the app; in a browser it is absent and the socket takes its place. */
export interface WindowBridge {
  /** Connects anew: the first message is a snapshot. A later call replaces the listener; the returned function disconnects. */
  onMessage(listener: (message: ServerMessage) => void): () => void
  /** Dropped while nobody listens. */
  post(message: ClientMessage): void
}

/** Between the preload and src/main/electron/ipc.ts. Server messages travel as JSON text, so that their size is known. */
export const bridgeChannels = {
  connect: 'photocall:connect',
  disconnect: 'photocall:disconnect',
  message: 'photocall:message',
  /** From the page: characters of server messages it has taken; what is missing is unsent. */
  taken: 'photocall:taken',
} as const
