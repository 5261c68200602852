import { readFile } from 'node:fs/promises'

/** A file for a form. Read whole: what is uploaded is at most some megabytes. */
export async function openAsBlob(path: string, mediaType: string): Promise<Blob> {
  return new Blob([new Uint8Array(await readFile(path))], { type: mediaType })
}
