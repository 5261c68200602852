import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { realPhotograph } from './fixtures'

/** A style of the operator's own: a WebM, which every Chromium plays, and the inverted photo besides. Its name is `film`. */
export function putFilmStyle(dataDir: string): void {
  const folder = join(dataDir, 'styles', 'film')
  mkdirSync(folder, { recursive: true })
  const graph = {
    1: { class_type: 'LoadImage', inputs: { image: 'x.png' }, _meta: { title: 'Photo' } },
    2: { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
    3: {
      class_type: 'SaveWEBM',
      inputs: { images: ['2', 0], filename_prefix: 'x', codec: 'vp9', fps: 12, crf: 32 },
      _meta: { title: 'Result' },
    },
    4: { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: 'x' } },
  }
  const inputs = {
    image: { node: 'Photo', input: 'image' },
    prefix: { node: 'Result', input: 'filename_prefix' },
  }
  const workflow = { inputs, output: 'Result' }
  const style = { title: { en: 'Film', es: 'Película' }, backend: 'comfyui', kind: 'video', workflow }
  writeFileSync(join(folder, 'workflow.json'), JSON.stringify(graph))
  writeFileSync(join(folder, 'style.json'), JSON.stringify(style))
  copyFileSync(realPhotograph, join(folder, 'cover.jpg'))
}
