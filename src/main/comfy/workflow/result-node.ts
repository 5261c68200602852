import { AppError } from '../../../contract/errors'
import { isLink, titleOf, type Graph, type GraphNode } from './graph'
import { nodeCalled, nodeLabel } from './node-reference'

/** The node whose first file is the result, and what that is. */
export interface ResultNode {
  id: string
  kind: 'image' | 'video'
}

/** Best first: films, then what is kept, then what is only shown. */
const ranks: { kind: ResultNode['kind']; isOne: (node: GraphNode) => boolean }[] = [
  {
    kind: 'video',
    isOne: ({ class_type }) => /^save(video|webm|animated)|video_?combine|save.*(video|gif|mp4)/i.test(class_type),
  },
  { kind: 'image', isOne: (node) => /save/i.test(node.class_type) && takesPictures(node) },
  { kind: 'image', isOne: (node) => /preview/i.test(node.class_type) && takesPictures(node) },
]

/** By what a person names (id or title), else by class and then title. Throws `invalid_input` naming what it could be. */
export function resultNode(graph: Graph, wanted: string | null): ResultNode {
  if (wanted !== null)
    return { id: nodeCalled(graph, wanted, '--result'), kind: kindOf(graph[nodeCalled(graph, wanted, '--result')]!) }
  for (const { kind, isOne } of ranks) {
    const ids = Object.keys(graph).filter((id) => isOne(graph[id]!) && givesFiles(graph[id]!))
    if (ids.length > 0) return { id: theOne(graph, ids), kind }
  }
  const hint = 'Add a SaveImage to it, or name the node that gives the result with --result.'
  throw new AppError('invalid_input', '--workflow: no node of it saves or shows a picture or film.', hint)
}

function theOne(graph: Graph, ids: string[]): string {
  const titled = ids.filter((id) => /^(result|output|final)/i.test(titleOf(graph[id]!)))
  const [id, ...others] = ids.length === 1 ? ids : titled
  if (id !== undefined && others.length === 0) return id
  const labels = ids.map((each) => nodeLabel(graph, each)).join(', ')
  const hint = `Say which with --result, as in --result ${ids[0]}.`
  throw new AppError('invalid_input', `--workflow: several nodes could give the result: ${labels}.`, hint)
}

/** Over the socket alone nothing is kept that could be had (ComfyUI nodes_images.py, SaveImageWebsocket). */
const givesFiles = ({ class_type }: GraphNode): boolean => !/websocket/i.test(class_type)

const takesPictures = ({ inputs }: GraphNode): boolean =>
  Object.entries(inputs).some(([name, value]) => /^(images?|pictures?|frames|video)$/i.test(name) && isLink(value))

const kindOf = (node: GraphNode): ResultNode['kind'] => (ranks[0]!.isOne(node) ? 'video' : 'image')
