import { AppError } from '../../../contract/errors'

/** What is wrong with a style's graph or bindings, with the style, and the node and input where it is about one. */
export function workflowInvalid(about: {
  style: string
  node?: string
  input?: string
  what: string
  hint: string
}): AppError {
  const { style, node = '', input = '', what, hint } = about
  const words = [node && `node "${node}"`, input && `input "${input}"`].filter(Boolean).join(', ')
  const message = `The workflow of the style "${style}" does not fit${words && ` at ${words}`}: ${what}.`
  const place = [node, input].filter(Boolean).join(' › ') || 'workflow'
  return new AppError('workflow_invalid', message, hint, { params: { name: style, place, what } })
}
