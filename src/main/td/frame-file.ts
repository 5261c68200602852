import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { GeneratedFile } from '../backends/backend'

/** A finished picture that came over a wire in place of a file. */
export interface FramePicture {
  picture: Uint8Array
  mediaType: 'image/jpeg' | 'image/png'
}

/** Writes it into its job's work folder, which is made where it is missing. */
export async function writeFramePicture(workDir: string, { picture, mediaType }: FramePicture): Promise<GeneratedFile> {
  const path = join(workDir, mediaType === 'image/png' ? 'result.png' : 'result.jpeg')
  await mkdir(workDir, { recursive: true })
  await writeFile(path, picture)
  return { path, mediaType }
}
