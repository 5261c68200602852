import { styleFile } from '../../../contract/style'
import type { Graph } from '../../comfy/workflow/graph'
import type { Style } from '../styles'

/** A style as `loadStyles` would give it: the contract's defaults but for the parts given. */
export function exampleStyle({
  name = 'a-style',
  dir = '/nowhere',
  graph = null,
  takes = anyPicture,
  ...file
}: ExampleParts = {}): Style {
  const title = { en: 'A style', es: 'Un estilo' }
  return { ...styleFile.parse({ title, backend: 'builtin', ...file }), name, dir, graph, takes }
}

const anyPicture = { picture: true, inputs: [] }

type ExampleParts = Partial<Omit<Style, 'graph'>> & { graph?: Graph | null }
