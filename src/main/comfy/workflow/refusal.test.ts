import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../contract/errors'
import type { Graph } from './graph'
import { refusalOf } from './refusal'

interface Recorded {
  server: string
  graph: Graph
  status: number
  answer: unknown
}
/** Answers of real servers to POST /prompt. */
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'testing/recorded-refusals.json'), 'utf8'),
) as Recorded[]

function told({ graph, answer }: Recorded): AppError | null {
  return refusalOf(typeof answer === 'string' ? answer : JSON.stringify(answer), { style: 'ink', graph })
}

const servers = [...new Set(recorded.map(({ server }) => server))]

describe.each(servers)('what %s refuses', (server) => {
  const answers = recorded.filter((one) => one.server === server)
  const with_ = (part: string) => answers.find(({ answer }) => JSON.stringify(answer).includes(part))!

  it('is told with node and input when an input is missing', () => {
    expect(told(with_('"required_input_missing"'))).toMatchObject({
      code: 'workflow_refused',
      message: 'ComfyUI refuses the workflow of the style "ink": SaveImage › images is empty.',
      params: { kind: 'missing', place: 'SaveImage › images' },
      details: expect.stringContaining('required_input_missing') as string,
    })
  })

  it('is told with what is allowed when a number is too small', () => {
    const error = told(with_('"value_smaller_than_min"'))!
    const { kind } = error.params!
    // servers list the errors of a node in an order of their own
    expect(['range', 'type']).toContain(kind)
    if (kind === 'range')
      expect(error.params).toMatchObject({
        place: 'EmptyImage › width',
        value: '0',
        allowed: expect.stringMatching(/^1–\d+$/) as string,
      })
  })

  it('is told as a picture that is not there', () => {
    expect(told(with_('Invalid image file'))).toMatchObject({ params: { kind: 'picture', place: 'LoadImage › image' } })
  })

  it('is told when a node is wired to nothing', () => {
    expect(told(with_('"exception_during_validation"'))).toMatchObject({
      code: 'workflow_refused',
      message: expect.stringContaining('SaveImage') as string,
    })
  })

  it.each([['prompt_no_outputs'], ['Server got itself in trouble']])('is told in its own words: %s', (words) => {
    const error = told(with_(words))!
    expect(error).toMatchObject({ code: 'workflow_refused', details: expect.stringContaining(words) as string })
    expect(error.message).not.toMatch(/undefined|\[object/)
  })

  it('is told when an answer of success left outputs out, and else nothing', () => {
    const spoilt = answers.filter(({ status }) => status === 200)
    expect(spoilt.map((one) => told(one)?.code ?? null)).toEqual([null, 'workflow_refused'])
  })

  it.skipIf(server === 'v2024-03')('is told as a missing node by its class', () => {
    expect(told(with_('NoSuchNode'))).toMatchObject({
      code: 'node_missing',
      params: { name: 'ink', node: 'NoSuchNode' },
    })
  })
})

describe('a refused value', () => {
  const graph: Graph = {
    1: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'ink.safetensors' }, _meta: { title: 'Model' } },
    2: { class_type: 'KSampler', inputs: { sampler_name: 'magic' }, _meta: { title: 'Sampler' } },
  }
  const notInList = (input_name: string, received_value: string, input_config: unknown) => ({
    errors: [
      {
        type: 'value_not_in_list',
        message: 'Value not in list',
        details: '',
        extra_info: { input_name, input_config, received_value },
      },
    ],
    dependent_outputs: ['9'],
    class_type: input_name === 'ckpt_name' ? 'CheckpointLoaderSimple' : 'KSampler',
  })
  const answer = (node_errors: unknown) =>
    JSON.stringify({
      error: { type: 'prompt_outputs_failed_validation', message: 'm', details: '', extra_info: {} },
      node_errors,
    })

  it.each([
    ['older', [['euler', 'ddim'], {}]],
    ['newer', ['COMBO', { options: ['euler', 'ddim'] }]],
  ])('is told with the list of %s servers', (_age, config) => {
    expect(refusalOf(answer({ 2: notInList('sampler_name', 'magic', config) }), { style: 'ink', graph })).toMatchObject(
      {
        code: 'workflow_refused',
        message: expect.stringContaining('Sampler › sampler_name does not know "magic"') as string,
        hint: 'Possible are: euler, ddim.',
      },
    )
  })

  it('that is a model is told as a missing model, before all others', () => {
    const both = answer({
      2: notInList('sampler_name', 'magic', null),
      1: notInList('ckpt_name', 'ink.safetensors', null),
    })
    expect(refusalOf(both, { style: 'ink', graph })).toMatchObject({
      code: 'model_missing',
      params: { file: 'ink.safetensors', folder: 'checkpoints' },
    })
  })

  it('is told by name whatever the answer looks like', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((node_errors) => JSON.stringify({ error: 'x', node_errors })),
        ),
        (body) => {
          const error = refusalOf(body, { style: 'ink', graph })
          if (error !== null) expect(error).toBeInstanceOf(AppError)
        },
      ),
    )
  })
})
