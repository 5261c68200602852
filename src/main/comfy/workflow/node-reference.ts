import { AppError } from '../../../contract/errors'
import { nearest } from '../../lib/nearest'
import { titleOf, type Graph } from './graph'

/** How people find a node in ComfyUI: `6 (CLIPTextEncode "Prompt")`; without a title of its own the class alone. */
export function nodeLabel(graph: Graph, id: string): string {
  const { class_type, _meta } = graph[id]!
  const title = _meta?.title
  return title === undefined || title === class_type ? `${id} (${class_type})` : `${id} (${class_type} "${title}")`
}

/** Ids of the nodes that a person means: the one with this id, else those with this title, whatever its case. */
export function nodesCalled(graph: Graph, reference: string): string[] {
  if (Object.hasOwn(graph, reference)) return [reference]
  const wanted = reference.toLowerCase()
  return Object.keys(graph).filter((id) => titleOf(graph[id]!).toLowerCase() === wanted)
}

/** The one node that is meant; throws `invalid_input` naming what it could be. `flag` is what asked for it. */
export function nodeCalled(graph: Graph, reference: string, flag: string): string {
  const [id, ...others] = nodesCalled(graph, reference)
  if (id === undefined) {
    const words = Object.keys(graph).flatMap((each) => [each, titleOf(graph[each]!)])
    const near = nearest(reference, words).flatMap((word) => nodesCalled(graph, word))
    const labels = [...new Set(near)].map((each) => nodeLabel(graph, each))
    const hint = `Nearest: ${labels.join(', ')}.`
    throw new AppError('invalid_input', `${flag}: no node has the id or title "${reference}".`, hint)
  }
  if (others.length === 0) return id
  const labels = [id, ...others].map((each) => nodeLabel(graph, each)).join(', ')
  const message = `${flag}: several nodes have the title "${reference}": ${labels}.`
  throw new AppError('invalid_input', message, `Name it by its id, such as ${id}.`)
}
