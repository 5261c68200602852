import type { StyleFile, StyleView } from '../../contract/style'
import type { StyleTakes } from '../../contract/style-inputs'
import type { ErrorFacts } from '../../contract/errors'
import type { Graph } from '../comfy/workflow/graph'

/** A style that was read and checked; `dir` is its folder, absolute. */
export interface Style extends StyleFile {
  name: string
  dir: string
  /** Of backend `comfyui`: its workflow, checked; null for others. */
  graph: Graph | null
  takes: StyleTakes
}

/** The styles of the shipped and the operator's own folders. */
export interface Styles {
  /** In the order of lists. */
  all(): Style[]
  /** Throws AppError `style_unknown` (naming it and those there are) or `style_broken` (with what is wrong in it). */
  get(name: string): Style
  views(): StyleView[]
  broken(): { name: string; error: ErrorFacts }[]
}
