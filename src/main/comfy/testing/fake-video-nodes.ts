import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import sharp from 'sharp'
import { float, int, link, oneOf, optional, text, type FakeNode, type FakePicture } from './fake-node'

const asPicture = (value: unknown): FakePicture => value as FakePicture
const handed = (...outputs: unknown[]) => Promise.resolve({ outputs, ui: null })
/** One second of a test picture, as a file. */
export const filmOf = (extension: 'mp4' | 'webm') => readFileSync(resolve(`src/main/images/testing/film.${extension}`))

/**
 * The nodes of image-to-video workflows, and what they tell of their files: ComfyUI's own savers put a video under
 * `images` beside `animated` (comfy_api/latest/_ui.py), VideoHelperSuite's under `gifs`, others under `videos`.
 */
export const videoNodes: Record<string, FakeNode> = {
  LTXVImgToVideo: {
    inputs: {
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      vae: link('VAE'),
      image: link('IMAGE'),
      width: int(768, 64),
      height: int(512, 64),
      length: int(97, 9),
      batch_size: int(1, 1, 4096),
      strength: float(),
    },
    outputs: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
    isOutput: false,
    run: ({ positive, negative, image }) => handed(positive, negative, image),
  },
  LTXVConditioning: {
    inputs: { positive: link('CONDITIONING'), negative: link('CONDITIONING'), frame_rate: float(25) },
    outputs: ['CONDITIONING', 'CONDITIONING'],
    isOutput: false,
    run: ({ positive, negative }) => handed(positive, negative),
  },
  LTXVScheduler: {
    inputs: {
      steps: int(20, 1, 10_000),
      max_shift: float(2.05),
      base_shift: float(0.95),
      stretch: { type: 'BOOLEAN', default: true },
      terminal: float(0.1),
      latent: optional(link('LATENT')),
    },
    outputs: ['SIGMAS'],
    isOutput: false,
    run: ({ steps }) => handed(steps),
  },
  KSamplerSelect: {
    inputs: { sampler_name: oneOf('euler', 'euler_ancestral') },
    outputs: ['SAMPLER'],
    isOutput: false,
    run: ({ sampler_name }) => handed(sampler_name),
  },
  SamplerCustom: {
    inputs: {
      model: link('MODEL'),
      add_noise: { type: 'BOOLEAN', default: true },
      noise_seed: int(0, 0, Number.MAX_SAFE_INTEGER),
      cfg: float(8),
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      sampler: link('SAMPLER'),
      sigmas: link('SIGMAS'),
      latent_image: link('LATENT'),
    },
    outputs: ['LATENT', 'LATENT'],
    isOutput: false,
    async run({ sigmas, latent_image }, work) {
      for (let step = 1; step <= Number(sigmas); step++) {
        await work.wait(work.stepMs)
        await work.step(step, Number(sigmas), asPicture(latent_image))
      }
      return { outputs: [latent_image, latent_image], ui: null }
    },
  },
  CreateVideo: {
    inputs: { images: link('IMAGE'), fps: float(30) },
    outputs: ['VIDEO'],
    isOutput: false,
    run: ({ images }) => handed(images),
  },
  SaveVideo: {
    inputs: {
      video: link('VIDEO'),
      filename_prefix: text(),
      format: oneOf('auto', 'mp4'),
      codec: oneOf('auto', 'h264'),
    },
    outputs: [],
    isOutput: true,
    run: async ({ filename_prefix }, work) => ({
      outputs: [],
      ui: { images: [work.saveBytes('output', String(filename_prefix), filmOf('mp4'), 'mp4')], animated: [true] },
    }),
  },
  SaveWEBM: {
    inputs: {
      images: link('IMAGE'),
      filename_prefix: text(),
      codec: oneOf('vp9', 'av1'),
      fps: float(24),
      crf: float(32),
    },
    outputs: [],
    isOutput: true,
    run: async ({ filename_prefix }, work) => ({
      outputs: [],
      ui: { images: [work.saveBytes('output', String(filename_prefix), filmOf('webm'), 'webm')], animated: [true] },
    }),
  },
  SaveAnimatedWEBP: {
    inputs: { images: link('IMAGE'), filename_prefix: text(), fps: float(6) },
    outputs: [],
    isOutput: true,
    async run({ images, filename_prefix }, work) {
      const bytes = await waving(asPicture(images))
        .webp({ delay: [250, 250] })
        .toBuffer()
      return {
        outputs: [],
        ui: { images: [work.saveBytes('output', String(filename_prefix), bytes, 'webp')], animated: [true] },
      }
    },
  },
  VHS_VideoCombine: {
    inputs: {
      images: link('IMAGE'),
      frame_rate: float(8),
      loop_count: int(0, 0, 100),
      filename_prefix: text(),
      format: oneOf('image/gif', 'image/webp', 'video/h264-mp4', 'video/webm'),
      pingpong: { type: 'BOOLEAN', default: false },
      save_output: { type: 'BOOLEAN', default: true },
    },
    outputs: ['VHS_FILENAMES'],
    isOutput: true,
    async run({ images, filename_prefix, format, save_output }, work) {
      const isGif = format === 'image/gif'
      const bytes = isGif
        ? await waving(asPicture(images))
            .gif({ delay: [250, 250] })
            .toBuffer()
        : filmOf('mp4')
      const folder = save_output === false ? 'temp' : 'output'
      const file = work.saveBytes(folder, String(filename_prefix), bytes, isGif ? 'gif' : 'mp4')
      return { outputs: [], ui: { gifs: [{ ...file, format, frame_rate: 8, workflow: 'x.png', fullpath: '/x' }] } }
    },
  },
}

/** Two frames: the picture, and the picture upside down. */
function waving({ widthPx, heightPx, rgb }: FakePicture) {
  const turned = Buffer.alloc(rgb.length)
  for (let row = 0; row < heightPx; row++) {
    rgb.copy(turned, row * widthPx * 3, (heightPx - 1 - row) * widthPx * 3, (heightPx - row) * widthPx * 3)
  }
  const raw = { width: widthPx, height: heightPx * 2, channels: 3 as const, pageHeight: heightPx }
  return sharp(Buffer.concat([rgb, turned]), { raw })
}
