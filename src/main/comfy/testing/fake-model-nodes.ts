import { float, int, link, oneOf, optional, text, type FakeNode, type FakePicture } from './fake-node'

/** Files that the fake's models folder holds. */
export const fakeModels = {
  checkpoints: [
    'AnythingXL_inkBase.safetensors',
    'sd_xl_base_1.0.safetensors',
    'v1-5-pruned-emaonly-fp16.safetensors',
    'ltx-video-2b-v0.9.5.safetensors',
  ],
  loras: ['ink.safetensors'],
  vaes: ['ae.safetensors'],
  controlnets: ['control_v11p_sd15_scribble_fp16.safetensors'],
  textEncoders: ['qwen_3_4b.safetensors', 't5xxl_fp16.safetensors'],
  diffusionModels: ['z_image_turbo_bf16.safetensors'],
}

const samplers = oneOf('euler', 'euler_ancestral', 'dpmpp_2m', 'dpmpp_2m_sde', 'res_multistep', 'lcm')
const schedulers = oneOf('normal', 'karras', 'simple', 'sgm_uniform', 'beta')
const seedInput = int(0, 0, Number.MAX_SAFE_INTEGER)

const asPicture = (value: unknown): FakePicture => value as FakePicture
const handed = (...outputs: unknown[]) => Promise.resolve({ outputs, ui: null })

function blank(width: unknown, height: unknown): FakePicture {
  const [widthPx, heightPx] = [Number(width), Number(height)]
  return { widthPx, heightPx, rgb: Buffer.alloc(widthPx * heightPx * 3, 128) }
}

/** A pattern that the seed alone decides, over what was there. */
function sampled(latent: FakePicture, seed: number, strength: number): FakePicture {
  const rgb = Buffer.from(latent.rgb)
  let state = (seed % 2147483647) + 1
  for (let i = 0; i < rgb.length; i++) {
    if (i % 48 === 0) state = (state * 48271) % 2147483647
    rgb[i] = Math.round(rgb[i]! * (1 - strength) + (state % 256) * strength)
  }
  return { ...latent, rgb }
}

/** Loaders, encoders, samplers: what shipped styles name. Pixels stand for latents. */
export const modelNodes: Record<string, FakeNode> = {
  CheckpointLoaderSimple: {
    inputs: { ckpt_name: oneOf(...fakeModels.checkpoints) },
    outputs: ['MODEL', 'CLIP', 'VAE'],
    isOutput: false,
    run: ({ ckpt_name }) => handed(ckpt_name, ckpt_name, ckpt_name),
  },
  LoraLoader: {
    inputs: {
      model: link('MODEL'),
      clip: link('CLIP'),
      lora_name: oneOf(...fakeModels.loras),
      strength_model: float(),
      strength_clip: float(),
    },
    outputs: ['MODEL', 'CLIP'],
    isOutput: false,
    run: ({ model, clip }) => handed(model, clip),
  },
  CLIPTextEncode: {
    inputs: { text: text(), clip: link('CLIP') },
    outputs: ['CONDITIONING'],
    isOutput: false,
    run: ({ text: words }) => handed(words),
  },
  EmptyLatentImage: {
    inputs: { width: int(512, 16), height: int(512, 16), batch_size: int(1, 1, 4096) },
    outputs: ['LATENT'],
    isOutput: false,
    run: ({ width, height }) => handed(blank(width, height)),
  },
  KSampler: {
    inputs: {
      model: link('MODEL'),
      seed: seedInput,
      steps: int(20, 1, 10_000),
      cfg: float(8),
      sampler_name: samplers,
      scheduler: schedulers,
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      latent_image: link('LATENT'),
      denoise: float(),
    },
    outputs: ['LATENT'],
    isOutput: false,
    async run({ seed, steps, latent_image, denoise }, work) {
      const latent = asPicture(latent_image)
      for (let step = 1; step <= Number(steps); step++) {
        await work.wait(work.stepMs)
        await work.step(step, Number(steps), sampled(latent, Number(seed), (Number(denoise) * step) / Number(steps)))
      }
      return { outputs: [sampled(latent, Number(seed), Number(denoise))], ui: null }
    },
  },
  VAEDecode: {
    inputs: { samples: link('LATENT'), vae: link('VAE') },
    outputs: ['IMAGE'],
    isOutput: false,
    run: ({ samples }) => handed(samples),
  },
  VAEEncode: {
    inputs: { pixels: link('IMAGE'), vae: link('VAE') },
    outputs: ['LATENT'],
    isOutput: false,
    run: ({ pixels }) => handed(pixels),
  },
  VAELoader: {
    inputs: { vae_name: oneOf(...fakeModels.vaes) },
    outputs: ['VAE'],
    isOutput: false,
    run: ({ vae_name }) => handed(vae_name),
  },
  UNETLoader: {
    inputs: {
      unet_name: oneOf(...fakeModels.diffusionModels),
      weight_dtype: oneOf('default', 'fp8_e4m3fn', 'fp8_e5m2'),
    },
    outputs: ['MODEL'],
    isOutput: false,
    run: ({ unet_name }) => handed(unet_name),
  },
  CLIPLoader: {
    inputs: {
      clip_name: oneOf(...fakeModels.textEncoders),
      type: oneOf('stable_diffusion', 'lumina2', 'ltxv', 'flux2'),
      device: optional(oneOf('default', 'cpu')),
    },
    outputs: ['CLIP'],
    isOutput: false,
    run: ({ clip_name }) => handed(clip_name),
  },
  ModelSamplingAuraFlow: {
    inputs: { model: link('MODEL'), shift: float(1.73) },
    outputs: ['MODEL'],
    isOutput: false,
    run: ({ model }) => handed(model),
  },
  ControlNetLoader: {
    inputs: { control_net_name: oneOf(...fakeModels.controlnets) },
    outputs: ['CONTROL_NET'],
    isOutput: false,
    run: ({ control_net_name }) => handed(control_net_name),
  },
  ControlNetApplyAdvanced: {
    inputs: {
      positive: link('CONDITIONING'),
      negative: link('CONDITIONING'),
      control_net: link('CONTROL_NET'),
      image: link('IMAGE'),
      strength: float(),
      start_percent: float(0),
      end_percent: float(),
    },
    outputs: ['CONDITIONING', 'CONDITIONING'],
    isOutput: false,
    run: ({ positive, negative }) => handed(positive, negative),
  },
  ImageScale: {
    inputs: {
      image: link('IMAGE'),
      upscale_method: oneOf('nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos'),
      width: int(512),
      height: int(512),
      crop: oneOf('disabled', 'center'),
    },
    outputs: ['IMAGE'],
    isOutput: false,
    run: ({ image, width, height }) => handed(scaled(asPicture(image), Number(width), Number(height))),
  },
}

function scaled(from: FakePicture, widthPx: number, heightPx: number): FakePicture {
  const rgb = Buffer.alloc(widthPx * heightPx * 3)
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const source =
        Math.floor((y * from.heightPx) / heightPx) * from.widthPx + Math.floor((x * from.widthPx) / widthPx)
      from.rgb.copy(rgb, (y * widthPx + x) * 3, source * 3, source * 3 + 3)
    }
  }
  return { widthPx, heightPx, rgb }
}
