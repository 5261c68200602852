import type { Graph } from '../graph'

type Inputs = Record<string, unknown>

const node = (class_type: string, inputs: Inputs, title?: string) => ({
  class_type,
  inputs,
  ...(title !== undefined && { _meta: { title } }),
})

const loader = node('CheckpointLoaderSimple', { ckpt_name: 'v1-5-pruned-emaonly-fp16.safetensors' }, 'Load Checkpoint')
const encoder = (text: string, title = 'CLIP Text Encode (Prompt)') =>
  node('CLIPTextEncode', { text, clip: ['4', 1] }, title)
const sampler = (latent: string, more: Inputs = {}) =>
  node(
    'KSampler',
    {
      ...{ seed: 156680208700286, steps: 20, cfg: 8, sampler_name: 'euler', scheduler: 'normal', denoise: 1 },
      ...{ model: ['4', 0], positive: ['6', 0], negative: ['7', 0], latent_image: [latent, 0] },
      ...more,
    },
    'KSampler',
  )
const decode = node('VAEDecode', { samples: ['3', 0], vae: ['4', 2] }, 'VAE Decode')
const save = node('SaveImage', { filename_prefix: 'ComfyUI', images: ['8', 0] }, 'Save Image')
const empty = node('EmptyLatentImage', { width: 64, height: 48, batch_size: 1 }, 'Empty Latent Image')

/** The workflow that ComfyUI begins with, as it exports it. */
export const fromWords: Graph = {
  3: sampler('5'),
  4: loader,
  5: empty,
  6: encoder('beautiful scenery nature glass bottle landscape'),
  7: encoder('text, watermark'),
  8: decode,
  9: save,
}

/** The same that begins with a picture. */
export const fromPicture: Graph = {
  ...fromWords,
  3: sampler('11', { denoise: 0.6 }),
  10: node('LoadImage', { image: 'example.png' }, 'Load Image'),
  11: node('VAEEncode', { pixels: ['10', 0], vae: ['4', 2] }, 'VAE Encode'),
}

/** Needs no model. */
export const inverting: Graph = {
  1: node('LoadImage', { image: 'example.png' }, 'Load Image'),
  2: node('ImageInvert', { image: ['1', 0] }, 'Invert Image'),
  3: node('SaveImage', { images: ['2', 0], filename_prefix: 'ComfyUI' }, 'Save Image'),
}

/** Both prompts go through a ControlNet, and the negative is the zeroed positive. */
export const throughControlNet: Graph = {
  ...fromWords,
  3: sampler('5', { positive: ['12', 0], negative: ['12', 1] }),
  7: node('ConditioningZeroOut', { conditioning: ['6', 0] }),
  12: node('ControlNetApplyAdvanced', {
    ...{ positive: ['6', 0], negative: ['7', 0], control_net: ['13', 0], image: ['10', 0] },
    ...{ strength: 1, start_percent: 0, end_percent: 1 },
  }),
  10: node('LoadImage', { image: 'example.png' }, 'Load Image'),
  13: node('ControlNetLoader', { control_net_name: 'x.safetensors' }),
}

/** Flux: no negative, words in two inputs behind a guidance, seed and steps in nodes of their own. */
export const guided: Graph = {
  1: node('CLIPTextEncodeFlux', { clip_l: 'a', t5xxl: 'a', guidance: 3.5, clip: ['2', 0] }),
  2: node('DualCLIPLoader', { clip_name1: 'a', clip_name2: 'b', type: 'flux' }),
  3: node('FluxGuidance', { conditioning: ['1', 0], guidance: 3.5 }),
  4: node('BasicGuider', { model: ['5', 0], conditioning: ['3', 0] }),
  5: node('UNETLoader', { unet_name: 'flux', weight_dtype: 'default' }),
  6: node('RandomNoise', { noise_seed: 5 }),
  7: node('BasicScheduler', { scheduler: 'simple', steps: 20, denoise: 1, model: ['5', 0] }),
  8: node('SamplerCustomAdvanced', { noise: ['6', 0], guider: ['4', 0], sampler: ['9', 0], sigmas: ['7', 0] }),
  9: node('KSamplerSelect', { sampler_name: 'euler' }),
  10: node('VAEDecode', { samples: ['8', 0], vae: ['11', 0] }),
  11: node('VAELoader', { vae_name: 'ae' }),
  12: node('SaveImage', { images: ['10', 0], filename_prefix: 'flux' }),
}

/** Words, seed and steps stand in nodes of their own, wired to where they are used. */
export const wiredValues: Graph = {
  ...fromWords,
  3: sampler('5', { seed: ['20', 0], steps: ['21', 0] }),
  6: node('CLIPTextEncode', { text: ['22', 0], clip: ['4', 1] }),
  20: node('PrimitiveInt', { value: 9 }),
  21: node('PrimitiveInt', { value: 12 }),
  22: node('PrimitiveStringMultiline', { value: 'a wired prompt' }, 'What to draw'),
}

/** A film of a picture. */
export const film: Graph = {
  1: node('LoadImage', { image: 'example.png' }, 'Load Image'),
  2: node('CreateVideo', { images: ['1', 0], fps: 24 }),
  3: node('SaveVideo', { video: ['2', 0], filename_prefix: 'video/ComfyUI', format: 'auto', codec: 'auto' }),
}
