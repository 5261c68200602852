import { z } from 'zod'

/** What a finished file can be, with the extension that it gets on the share. */
export const extensionOf = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
} as const

export const mediaType = z.enum(Object.keys(extensionOf) as [MediaType, ...MediaType[]])
export type MediaType = keyof typeof extensionOf

/** Milliseconds that a moving file plays; null for a still, and for a video that does not tell. */
export const durationMs = z.number().nonnegative().nullable()

/** A file as far as its kind is known: a video, an animation, or a still. */
export interface Playable {
  mediaType: string
  durationMs: number | null
}

/** For a `<video>`: an `<img>` shows all others, also those that move. */
export function isVideo({ mediaType }: Pick<Playable, 'mediaType'>): boolean {
  return mediaType.startsWith('video/')
}

/** Videos, GIFs and animated WebPs: they keep their bytes, and nothing is laid over them. */
export function moves(file: Playable): boolean {
  return isVideo(file) || file.mediaType === 'image/gif' || file.durationMs !== null
}
