import type { FakeFileRef, FakeFolder } from './fake-files'

/** Pixels as the fake's nodes hand them on; three bytes each. */
export interface FakePicture {
  widthPx: number
  heightPx: number
  rgb: Buffer
}

export type InputSpec =
  | { type: 'INT' | 'FLOAT' | 'STRING' | 'BOOLEAN'; default?: unknown; min?: number; max?: number; optional?: true }
  | { type: 'COMBO'; values: readonly string[]; optional?: true; upload?: true }
  | { type: 'LINK'; of: string; optional?: true }

/** What a running node may do. */
export interface NodeWork {
  nodeId: string
  seed: number
  /** One step of many, with the picture so far. Throws when the job was interrupted. */
  step(value: number, max: number, preview: FakePicture | null): Promise<void>
  wait(ms: number): Promise<void>
  load(name: string): Promise<FakePicture>
  save(folder: FakeFolder, prefix: string, picture: FakePicture): Promise<FakeFileRef>
  saveBytes(folder: FakeFolder, prefix: string, bytes: Buffer, extension: string): FakeFileRef
  /** A text frame, as nodes that show text send it. */
  tell(text: string): void
  /** A picture sent as a preview frame and stored nowhere. */
  show(picture: FakePicture): Promise<void>
  stepMs: number
}

export interface NodeResult {
  outputs: unknown[]
  /** What history and `executed` tell of it; null: nothing to see. */
  ui: Record<string, unknown> | null
}

/** A node class of the fake server. */
export interface FakeNode {
  inputs: Record<string, InputSpec>
  outputs: readonly string[]
  isOutput: boolean
  run(inputs: Record<string, unknown>, work: NodeWork): Promise<NodeResult>
}

export const int = (fallback = 1, min = 0, max = 16_384): InputSpec => ({ type: 'INT', default: fallback, min, max })
export const float = (fallback = 1): InputSpec => ({ type: 'FLOAT', default: fallback, min: -100, max: 100 })
export const text = (): InputSpec => ({ type: 'STRING', default: '' })
export const oneOf = (...values: string[]): InputSpec => ({ type: 'COMBO', values })
export const link = (of: string): InputSpec => ({ type: 'LINK', of })
export const optional = (spec: InputSpec): InputSpec => ({ ...spec, optional: true })

/** What makes a node fail the way Python code does. */
export class NodeFailure extends Error {
  override readonly name = 'NodeFailure'
  constructor(
    readonly exceptionType: string,
    message: string,
  ) {
    super(message)
  }
}

/** The node gave no value on purpose: what depends on it is skipped. */
export class Blocked extends Error {
  override readonly name = 'Blocked'
}

export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}
