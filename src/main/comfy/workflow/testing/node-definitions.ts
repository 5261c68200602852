/** A node's inputs and outputs, as its definition in ComfyUI's own sources has them. */
export interface NodeDefinition {
  /** The type of a wire, `INT`, `FLOAT`, `STRING`, `BOOLEAN`, a folder of models, or what may be chosen. */
  required: Record<string, string | readonly string[]>
  optional?: Record<string, string | readonly string[]>
  outputs: readonly string[]
}

const samplers = ['euler', 'euler_ancestral', 'heun', 'dpmpp_2m', 'dpmpp_2m_sde', 'res_multistep', 'ddim', 'uni_pc']
const schedulers = ['normal', 'karras', 'exponential', 'sgm_uniform', 'simple', 'ddim_uniform', 'beta']
const scaling = ['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos']

/**
 * Of the node classes that shipped styles use. Sources: nodes.py; comfy_extras/nodes_lt.py, nodes_video.py,
 * nodes_model_advanced.py, nodes_custom_sampler.py (0.3.64 to 0.38; all but the video nodes are in 2024's too).
 */
export const nodeDefinitions: Record<string, NodeDefinition> = {
  CheckpointLoaderSimple: { required: { ckpt_name: 'models' }, outputs: ['MODEL', 'CLIP', 'VAE'] },
  UNETLoader: {
    required: { unet_name: 'models', weight_dtype: ['default', 'fp8_e4m3fn', 'fp8_e4m3fn_fast', 'fp8_e5m2'] },
    outputs: ['MODEL'],
  },
  CLIPLoader: {
    required: { clip_name: 'models', type: ['stable_diffusion', 'sd3', 'ltxv', 'lumina2', 'wan', 'flux2'] },
    optional: { device: ['default', 'cpu'] },
    outputs: ['CLIP'],
  },
  VAELoader: { required: { vae_name: 'models' }, outputs: ['VAE'] },
  ControlNetLoader: { required: { control_net_name: 'models' }, outputs: ['CONTROL_NET'] },
  LoraLoader: {
    required: { model: 'MODEL', clip: 'CLIP', lora_name: 'models', strength_model: 'FLOAT', strength_clip: 'FLOAT' },
    outputs: ['MODEL', 'CLIP'],
  },
  LoadImage: { required: { image: 'STRING' }, outputs: ['IMAGE', 'MASK'] },
  SaveImage: { required: { images: 'IMAGE', filename_prefix: 'STRING' }, outputs: [] },
  ImageInvert: { required: { image: 'IMAGE' }, outputs: ['IMAGE'] },
  ImageScale: {
    required: { image: 'IMAGE', upscale_method: scaling, width: 'INT', height: 'INT', crop: ['disabled', 'center'] },
    outputs: ['IMAGE'],
  },
  EmptyLatentImage: { required: { width: 'INT', height: 'INT', batch_size: 'INT' }, outputs: ['LATENT'] },
  VAEEncode: { required: { pixels: 'IMAGE', vae: 'VAE' }, outputs: ['LATENT'] },
  VAEDecode: { required: { samples: 'LATENT', vae: 'VAE' }, outputs: ['IMAGE'] },
  CLIPTextEncode: { required: { text: 'STRING', clip: 'CLIP' }, outputs: ['CONDITIONING'] },
  ConditioningZeroOut: { required: { conditioning: 'CONDITIONING' }, outputs: ['CONDITIONING'] },
  ControlNetApplyAdvanced: {
    required: {
      positive: 'CONDITIONING',
      negative: 'CONDITIONING',
      control_net: 'CONTROL_NET',
      image: 'IMAGE',
      strength: 'FLOAT',
      start_percent: 'FLOAT',
      end_percent: 'FLOAT',
    },
    optional: { vae: 'VAE' },
    outputs: ['CONDITIONING', 'CONDITIONING'],
  },
  KSampler: {
    required: {
      model: 'MODEL',
      seed: 'INT',
      steps: 'INT',
      cfg: 'FLOAT',
      sampler_name: samplers,
      scheduler: schedulers,
      positive: 'CONDITIONING',
      negative: 'CONDITIONING',
      latent_image: 'LATENT',
      denoise: 'FLOAT',
    },
    outputs: ['LATENT'],
  },
  ModelSamplingAuraFlow: { required: { model: 'MODEL', shift: 'FLOAT' }, outputs: ['MODEL'] },
  LTXVImgToVideo: {
    required: {
      positive: 'CONDITIONING',
      negative: 'CONDITIONING',
      vae: 'VAE',
      image: 'IMAGE',
      width: 'INT',
      height: 'INT',
      length: 'INT',
      batch_size: 'INT',
      strength: 'FLOAT',
    },
    outputs: ['CONDITIONING', 'CONDITIONING', 'LATENT'],
  },
  LTXVConditioning: {
    required: { positive: 'CONDITIONING', negative: 'CONDITIONING', frame_rate: 'FLOAT' },
    outputs: ['CONDITIONING', 'CONDITIONING'],
  },
  LTXVScheduler: {
    required: { steps: 'INT', max_shift: 'FLOAT', base_shift: 'FLOAT', stretch: 'BOOLEAN', terminal: 'FLOAT' },
    optional: { latent: 'LATENT' },
    outputs: ['SIGMAS'],
  },
  KSamplerSelect: { required: { sampler_name: samplers }, outputs: ['SAMPLER'] },
  SamplerCustom: {
    required: {
      model: 'MODEL',
      add_noise: 'BOOLEAN',
      noise_seed: 'INT',
      cfg: 'FLOAT',
      positive: 'CONDITIONING',
      negative: 'CONDITIONING',
      sampler: 'SAMPLER',
      sigmas: 'SIGMAS',
      latent_image: 'LATENT',
    },
    outputs: ['LATENT', 'LATENT'],
  },
  CreateVideo: { required: { images: 'IMAGE', fps: 'FLOAT' }, optional: { audio: 'AUDIO' }, outputs: ['VIDEO'] },
  SaveVideo: {
    required: {
      video: 'VIDEO',
      filename_prefix: 'STRING',
      format: ['auto', 'mp4'],
      codec: ['auto', 'h264'],
    },
    outputs: [],
  },
}
