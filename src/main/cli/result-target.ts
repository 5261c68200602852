import { existsSync, statSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { AppError } from '../../contract/errors'
import { extensionOf } from '../../contract/media'

/** Where a result will be written; what kind of file comes out is known when it is there. */
export interface ResultTarget {
  /** `fileName` is the result's own name, whose extension is that of its bytes; null: a JPEG. */
  pathFor(fileName: string | null): string
}

const extensions = [...Object.values(extensionOf), 'jpeg'].map((extension) => `.${extension}`)

/**
 * A folder gets `<image>-<style>`, a file's name is kept but for an extension that would lie. Throws where a file is there
 * already that may have to be written.
 */
export function resultTarget(wish: { output: string; imagePath: string; style: string }): ResultTarget {
  const { output, imagePath, style } = wish
  const isFolder = existsSync(output) && statSync(output).isDirectory()
  const stem = isFolder ? join(output, `${withoutExtension(basename(imagePath))}-${style}`) : knownStem(output)
  const there = [...(isFolder ? [] : [output]), ...extensions.map((extension) => stem + extension)].find(existsSync)
  if (there !== undefined) {
    throw new AppError('invalid_input', `--output: ${there} is there already.`, 'Name a file that does not exist yet.')
  }
  return {
    pathFor(fileName) {
      const made = extname(fileName ?? '') || '.jpg'
      const isTrue = extname(output).toLowerCase().replace('.jpeg', '.jpg') === made
      return !isFolder && isTrue ? output : stem + made
    },
  }
}

const withoutExtension = (name: string): string => name.replace(/\.[^.]*$/, '')

/** Any extension but a picture's or film's is part of the name. */
function knownStem(path: string): string {
  return extensions.includes(extname(path).toLowerCase()) ? withoutExtension(path) : path
}
