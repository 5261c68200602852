import { serverUrl, type ServerView } from '../../../../contract/server'
import type { ChipLevel } from '../../../ui/Chip'

/** A server's state as people say it: `ready` is idle, or busy with its line. */
export type ServerWord = 'checking' | 'idle' | 'busy' | 'aside' | 'off'

const levels: Record<ServerWord, ChipLevel> = {
  checking: 'busy',
  idle: 'ready',
  busy: 'busy',
  aside: 'broken',
  off: 'idle',
}

export function stateOf({ status, queueLength }: ServerView): { word: ServerWord; level: ChipLevel } {
  const word = status === 'ready' ? (queueLength > 0 ? 'busy' : 'idle') : status
  return { word, level: levels[word] }
}

/** The card's name without the words of PyTorch around it: `cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync`. */
export function deviceName(name: string): string {
  return name
    .replace(/^\w+:\d+ /, '')
    .replace(/ : \w+$/, '')
    .trim()
}

const usualPort = 8188

/** What somebody typed as an address; null where it cannot be one. An address without a scheme has the usual port. */
export function typedUrl(typed: string): string | null {
  const text = typed.trim()
  const url = /^https?:\/\/./.test(text) ? text : withPort(text)
  const trimmed = url?.replace(/\/+$/, '') ?? ''
  return !/\s/.test(trimmed) && serverUrl.safeParse(trimmed).success ? trimmed : null
}

function withPort(text: string): string | null {
  const [, host = '', port = '', path = ''] = /^([^/:]+|\[[^\]]+\])(:\d+)?(\/.*)?$/.exec(text) ?? []
  return host === '' ? null : `http://${host}${port || `:${usualPort}`}${path}`
}

/** Whether it runs on this computer: only such a server can be started from here. */
export function isLocal(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)
}

/** Unique for ever: a later server must not get the secrets of one that was removed. */
export function newServerId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6))
  return `server-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
