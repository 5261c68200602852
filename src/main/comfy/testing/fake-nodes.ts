import { modelNodes } from './fake-model-nodes'
import { filmOf, videoNodes } from './fake-video-nodes'
import type { FakeProfile } from './fake-profiles'
import { Blocked, float, int, link, NodeFailure, optional, text, type FakeNode, type FakePicture } from './fake-node'

const asPicture = (value: unknown): FakePicture => value as FakePicture
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const nothingSeen = { ui: null }

function filled(widthPx: number, heightPx: number, colour: number): FakePicture {
  const pixel = Buffer.from([(colour >> 16) & 255, (colour >> 8) & 255, colour & 255])
  return { widthPx, heightPx, rgb: Buffer.alloc(widthPx * heightPx * 3, pixel) }
}

export function inverted(picture: FakePicture): FakePicture {
  const rgb = Buffer.from(picture.rgb)
  for (let i = 0; i < rgb.length; i++) rgb[i] = 255 - rgb[i]!
  return { ...picture, rgb }
}

/** Nodes of the real server that need no model. */
const pictureNodes: Record<string, FakeNode> = {
  EmptyImage: {
    inputs: { width: int(512, 1), height: int(512, 1), batch_size: int(1, 1, 4096), color: int(0, 0, 16_777_215) },
    outputs: ['IMAGE'],
    isOutput: false,
    run: async ({ width, height, color }) => ({
      outputs: [filled(Number(width), Number(height), Number(color))],
      ...nothingSeen,
    }),
  },
  LoadImage: {
    inputs: { image: { type: 'COMBO', values: [], upload: true } },
    outputs: ['IMAGE', 'MASK'],
    isOutput: false,
    run: async ({ image }, work) => ({ outputs: [await work.load(String(image)), null], ...nothingSeen }),
  },
  ImageInvert: {
    inputs: { image: link('IMAGE') },
    outputs: ['IMAGE'],
    isOutput: false,
    run: async ({ image }) => ({ outputs: [inverted(asPicture(image))], ...nothingSeen }),
  },
  SaveImage: {
    inputs: { images: link('IMAGE'), filename_prefix: text() },
    outputs: [],
    isOutput: true,
    async run({ images, filename_prefix }, work) {
      const prefix = String(filename_prefix)
      if (prefix.includes('..')) {
        throw new NodeFailure('Exception', '**** ERROR: Saving image outside the output folder is not allowed.\n')
      }
      const file = await work.save('output', prefix, asPicture(images))
      return { outputs: [], ui: { images: [file] } }
    },
  },
  PreviewImage: {
    inputs: { images: link('IMAGE') },
    outputs: [],
    isOutput: true,
    async run({ images }, work) {
      const file = await work.save('temp', 'ComfyUI_temp_abcde', asPicture(images))
      return { outputs: [], ui: { images: [file] } }
    },
  },
  SaveImageWebsocket: {
    inputs: { images: link('IMAGE') },
    outputs: [],
    isOutput: true,
    async run({ images }, work) {
      await work.show(asPicture(images))
      return { outputs: [], ui: null }
    },
  },
}

/** The test nodes of the recordings. */
const testNodes: Record<string, FakeNode> = {
  PCSlow: {
    inputs: { image: link('IMAGE'), steps: int(10, 1), delay_ms: optional(int(20)), preview: optional(text()) },
    outputs: ['IMAGE'],
    isOutput: false,
    async run({ image, steps, preview }, work) {
      for (let value = 1; value <= Number(steps); value++) {
        await work.wait(work.stepMs)
        await work.step(value, Number(steps), preview === 'none' ? null : asPicture(image))
      }
      return { outputs: [image], ...nothingSeen }
    },
  },
  PCSleep: {
    inputs: { image: link('IMAGE'), ms: optional(int(700)) },
    outputs: ['IMAGE'],
    isOutput: false,
    async run({ image }, work) {
      await work.wait(work.stepMs * 10)
      return { outputs: [image], ...nothingSeen }
    },
  },
  PCRaise: {
    inputs: { image: link('IMAGE'), msg: optional(text()) },
    outputs: ['IMAGE'],
    isOutput: false,
    run: ({ msg }) => Promise.reject(new NodeFailure('ValueError', `${textOf(msg)}\n`)),
  },
  PCBlock: {
    inputs: { image: link('IMAGE'), msg: optional(text()) },
    outputs: ['IMAGE'],
    isOutput: false,
    run: async ({ msg }) => ({ outputs: [new Blocked(textOf(msg))], ...nothingSeen }),
  },
  PCText: {
    inputs: { image: link('IMAGE'), text: optional(text()) },
    outputs: ['IMAGE'],
    isOutput: false,
    async run({ image, text: told }, work) {
      work.tell(textOf(told))
      return { outputs: [image], ...nothingSeen }
    },
  },
  PCSpeckle: {
    inputs: { image: link('IMAGE'), seed: int(0, 0, 2 ** 31) },
    outputs: ['IMAGE'],
    isOutput: false,
    async run({ image, seed }) {
      const { rgb, ...size } = asPicture(image)
      const speckled = Buffer.from(rgb)
      for (let i = Number(seed) % 97; i < speckled.length; i += 97) speckled[i] = 255 - speckled[i]!
      return { outputs: [{ ...size, rgb: speckled }], ...nothingSeen }
    },
  },
  PCDie: {
    inputs: { image: link('IMAGE') },
    outputs: ['IMAGE'],
    isOutput: false,
    // the worker's thread is gone: nothing ever comes of it
    run: () => new Promise(() => undefined),
  },
  PCVideo: {
    inputs: { images: link('IMAGE'), filename_prefix: text(), frame_rate: float(24) },
    outputs: [],
    isOutput: true,
    run: async ({ filename_prefix }, work) => ({
      outputs: [],
      ui: { videos: [work.saveBytes('output', String(filename_prefix), filmOf('webm'), 'webm')] },
    }),
  },
}

const failing = (node: FakeNode, exceptionType: string, message: string): FakeNode => ({
  ...node,
  run: () => Promise.reject(new NodeFailure(exceptionType, message)),
})

/** The test nodes as they failed on versions that lack what they need. */
export function nodesOf(profile: FakeProfile): Record<string, FakeNode> {
  const { PCBlock, PCText, SaveImageWebsocket, ...rest } = fakeNodes
  const noBlock = failing(PCBlock!, 'ModuleNotFoundError', "No module named 'comfy.graph_utils'")
  const noText = failing(PCText!, 'AttributeError', "'PromptServer' object has no attribute 'send_progress_text'")
  return {
    ...rest,
    PCBlock: profile.executedWhenCached ? PCBlock! : noBlock,
    PCText: profile.progressState ? PCText! : noText,
    ...(profile.websocketOutput ? { SaveImageWebsocket: SaveImageWebsocket! } : {}),
  }
}

export const fakeNodes: Record<string, FakeNode> = { ...pictureNodes, ...testNodes, ...modelNodes, ...videoNodes }
