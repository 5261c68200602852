import { join } from 'node:path'
import sharp from 'sharp'
import { projectRoot } from './project'

/** The test photograph as a camera of this size would give it. */
export function cameraPicture(width: number, height: number): Promise<Buffer> {
  return sharp(join(projectRoot, 'e2e/pictures/astronaut.jpg')).resize(width, height).jpeg({ quality: 92 }).toBuffer()
}
