import { homedir } from 'node:os'
import { join } from 'node:path'
import { preferredLanguage } from '../contract/language'
import { startNodeChild } from './images/node-child'
import type { Platform } from './platform'
import { shippedStylesDir } from './shipped-styles'

/** Plain Node: no windows. The build's files lie beside the program: out/main, out/renderer, and styles next to out. */
export function createNodePlatform(outDir = join(__dirname, '..')): Platform {
  return {
    runtime: `Node ${process.versions.node}`,
    startImageChild: startNodeChild,
    imageChildPath: join(outDir, 'main', 'image-child.js'),
    stylesDir: shippedStylesDir(outDir),
    rendererDir: join(outDir, 'renderer'),
    picturesDir: join(homedir(), 'Pictures', 'Photocall'),
    documentsDir: join(homedir(), 'Documents'),
    language: preferredLanguage([new Intl.DateTimeFormat().resolvedOptions().locale]),
    protect: null,
    desktop: null,
  }
}
