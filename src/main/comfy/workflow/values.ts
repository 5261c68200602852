import type { StyleFile } from '../../../contract/style'
import type { WorkflowValues } from './slots'

/** What a job brings to a style's workflow. */
export interface JobValues {
  /** Empty: the style's own prompt. */
  prompt: string
  seed: number
  /** Over the style's defaults. */
  inputs: WorkflowValues
  /** The name under which the server keeps the uploaded original. */
  image: string
  /** What the server's file names begin with: unique, because the server gives a deleted file's name out again. */
  prefix: string
}

/** The style's defaults with the job's words, picture and seed; a style with a fixed seed keeps it. */
export function workflowValues(style: Pick<StyleFile, 'defaults' | 'seed'>, job: JobValues): WorkflowValues {
  const { prompt, inputs, ...rest } = job
  const seed = style.seed === 'job' ? job.seed : style.seed
  return { ...style.defaults, ...inputs, ...rest, ...(prompt.trim() === '' ? {} : { prompt }), seed }
}
