import { join, resolve } from 'node:path'
import { startNodeChild } from '../images/node-child'
import type { Platform } from '../platform'

/** A booth without a desktop whose folders lie below `dir`, with the shipped styles and real image processes. */
export function testPlatform(dir: string, imageChildPath: string): Platform {
  return {
    runtime: 'test',
    startImageChild: startNodeChild,
    imageChildPath,
    rendererDir: dir,
    language: 'en',
    stylesDir: resolve('styles'),
    picturesDir: join(dir, 'pictures'),
    documentsDir: join(dir, 'documents'),
    protect: null,
    desktop: null,
  }
}
