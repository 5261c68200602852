import { existsSync, statSync } from 'node:fs'
import { basename, extname, join, sep } from 'node:path'
import { AppError } from '../../contract/errors'
import { extensionOf } from '../../contract/media'

/** Where a result will be written; what kind of file comes out is known when it is there. */
export interface ResultTarget {
  /** `fileName` is the result's own name, whose extension is that of its bytes. */
  pathFor(this: void, fileName: string): string
}

const extensions = [...Object.values(extensionOf), 'jpeg'].map((extension) => `.${extension}`)

/**
 * A folder gets `<image>-<style>`, or `<style>` where there is no image, with a number where that is taken; a file's name is
 * kept but for an extension that would lie. Throws where a file is there already that may have to be written.
 */
export function resultTarget(wish: { output: string; imagePath: string | null; style: string }): ResultTarget {
  const { output, imagePath, style } = wish
  const isFolder = output.endsWith(sep) || (existsSync(output) && statSync(output).isDirectory())
  const ownName = imagePath === null ? style : `${withoutExtension(basename(imagePath))}-${style}`
  const stem = isFolder ? freeStem(join(output, ownName)) : knownStem(output)
  const there = isFolder ? undefined : [output, ...under(stem)].find(existsSync)
  if (there !== undefined) {
    throw new AppError('invalid_input', `--output: ${there} is there already.`, 'Name a file that does not exist yet.')
  }
  return {
    pathFor(fileName) {
      const made = extname(fileName) || '.jpg'
      const isTrue = extname(output).toLowerCase().replace('.jpeg', '.jpg') === made
      return !isFolder && isTrue ? output : stem + made
    },
  }
}

const under = (stem: string): string[] => extensions.map((extension) => stem + extension)

/** Many pictures of one image and style lie side by side. */
function freeStem(stem: string): string {
  for (let number = 1; ; number++) {
    const numbered = number === 1 ? stem : `${stem}-${number}`
    if (!under(numbered).some(existsSync)) return numbered
  }
}

const withoutExtension = (name: string): string => name.replace(/\.[^.]*$/, '')

/** Any extension but a picture's or film's is part of the name. */
function knownStem(path: string): string {
  return extensions.includes(extname(path).toLowerCase()) ? withoutExtension(path) : path
}
