import { expect, it } from 'vitest'
import { styleFile, type StyleFile } from '../../contract/style'
import type { FitTarget, Images } from '../images/images'
import { createJobOrder } from './job-order'

const graph = { 1: { class_type: 'LoadImage', inputs: { image: '' }, _meta: { title: 'Photo' } } }

/** What the original is fitted to for a job from this source. */
async function fittedTo(source: 'webcam' | 'canvas', aspect: StyleFile['aspect']): Promise<FitTarget> {
  const workflow = { inputs: { image: { node: 'Photo', input: 'image' } }, output: '1' }
  const file = styleFile.parse({ title: { en: 'A', es: 'A' }, backend: 'comfyui', workflow, aspect })
  const asked: FitTarget[] = []
  const fit = (_from: string, _to: string, target: FitTarget) => Promise.resolve(asked.push(target))
  const style = { ...file, name: 'a', dir: '', graph, takes: { picture: true, inputs: [] } }
  const job = { jobId: 'a', source, prompt: '', seed: 1, inputs: {}, hasFrame: false }
  const request = { ...job, style, originalPath: '/original.jpg', workDir: '/work' }
  await createJobOrder(request, { fit } as unknown as Images).picture()
  return asked[0]!
}

const square = { ratio: '1:1', fit: 'pad' } as const

it('what was drawn on a canvas gets white borders, a photo grey ones, unless the style says which', async () => {
  expect(await fittedTo('canvas', square)).toMatchObject({ aspect: 1, how: 'pad', background: 'white' })
  expect(await fittedTo('webcam', square)).toMatchObject({ background: 'grey' })
  expect(await fittedTo('webcam', { ...square, background: 'black' })).toMatchObject({ background: 'black' })
})
