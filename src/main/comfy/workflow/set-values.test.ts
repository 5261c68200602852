import { expect, it } from 'vitest'
import type { Graph } from './graph'
import { readSetValue } from './set-values'
import { fromWords } from './testing/user-graphs'

const graph: Graph = {
  ...fromWords,
  20: {
    class_type: 'Resize',
    inputs: { seed: '{{SEED}}', words: '{{PROMPT_TEXT}}', 'resize.width': 512, crop: true, note: 'a=b', nothing: null },
    _meta: { title: 'Size 1.5' },
  },
}

it.each([
  ['3.steps=30', '3', 'steps', 30],
  ['KSampler.cfg=6.5', '3', 'cfg', 6.5],
  ['ksampler.cfg=-1e2', '3', 'cfg', -100],
  ['6.text=a = b, 5.5', '6', 'text', 'a = b, 5.5'],
  ['6.text=', '6', 'text', ''],
  ['20.crop=false', '20', 'crop', false],
  ['20.crop=true', '20', 'crop', true],
  ['20.seed=7', '20', 'seed', 7],
  ['20.words=7', '20', 'words', '7'],
  ['20.resize.width=64', '20', 'resize.width', 64],
  ['Size 1.5.resize.width=64', '20', 'resize.width', 64],
])('%s goes to the input that is meant, in the type that is there', (text, node, input, value) => {
  expect(readSetValue(graph, text)).toEqual({ node, input, value })
})

it.each([
  ['steps=30', /names no input/, '3.steps=30'],
  ['3.steps', /is not node.input=value/, '3.steps=30'],
  ['=5', /is not node.input=value/, ''],
  ['3.stepz=30', /node 3 \(KSampler\) has no input "stepz"/, 'steps'],
  ['Ksampelr.steps=30', /no node has the id or title "Ksampelr"/, '3 (KSampler)'],
  ['99.steps=30', /no node has the id or title "99"/, '9 (SaveImage'],
  ['3.model=x', /"model" of node 3 \(KSampler\) is wired/, '4 (CheckpointLoaderSimple'],
  ['3.steps=many', /must be a number, not "many"/, 'has 20 there'],
  ['3.steps=', /must be a number/, ''],
  ['3.steps=0x10', /must be a number/, ''],
  ['3.seed=99999999999999999999', /must be a number/, ''],
  ['20.seed=seven', /must be a number/, '{{SEED}}'],
  ['20.crop=constructor', /must be true or false/, 'true'],
  ['20.crop=yes', /must be true or false/, 'true'],
  ['20.nothing=1', /holds no plain value/, ''],
  ['CLIP Text Encode (Prompt).text=x', /several nodes have the title/, 'id'],
  ['__proto__.text=x', /no node has the id or title/, ''],
])('%s is refused with what there is', (text, message, hint) => {
  expect(() => readSetValue(graph, text)).toThrow(message)
  expect(() => readSetValue(graph, text)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining(hint) as string }),
  )
})
