import type { Graph } from './graph'
import { titleOf } from './graph'

/** A model file that a graph names, and the folder under the server's `models` where ComfyUI looks for it. */
export interface NamedModel {
  folder: string
  file: string
  /** The node's title, else its class. */
  node: string
  input: string
}

/** ComfyUI nodes.py: which folder fills the list of an input; the class decides where one name serves two folders. */
const folders: Record<string, string> = {
  ckpt_name: 'checkpoints',
  lora_name: 'loras',
  vae_name: 'vae',
  control_net_name: 'controlnet',
  unet_name: 'diffusion_models',
  clip_name: 'text_encoders',
  clip_name1: 'text_encoders',
  clip_name2: 'text_encoders',
  clip_name3: 'text_encoders',
  clip_name4: 'text_encoders',
  style_model_name: 'style_models',
  gligen_name: 'gligen',
  hypernetwork_name: 'hypernetworks',
  'CLIPVisionLoader.clip_name': 'clip_vision',
  'UpscaleModelLoader.model_name': 'upscale_models',
}

/** The folder of models that an input chooses from; null where it is about something else. */
export function modelFolder(className: string, input: string): string | null {
  const key = [`${className}.${input}`, input].find((each) => Object.hasOwn(folders, each))
  return key === undefined ? null : folders[key]!
}

/** The models that a card must hold for a graph, as `folder/file`. A LoRA is no such: a small patch on what is loaded. */
export function cardModelsIn(graph: Graph): string[] {
  return modelsIn(graph).flatMap(({ folder, file }) => (folder === 'loras' ? [] : [`${folder}/${file}`]))
}

/** Every model file that a graph names, in the graph's order. */
export function modelsIn(graph: Graph): NamedModel[] {
  return Object.values(graph).flatMap((node) =>
    Object.entries(node.inputs).flatMap(([input, file]) => {
      const folder = modelFolder(node.class_type, input)
      return folder !== null && typeof file === 'string' ? [{ folder, file, node: titleOf(node), input }] : []
    }),
  )
}
