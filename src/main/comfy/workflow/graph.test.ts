import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseGraph } from './graph'
import { workflowHash } from './workflow-hash'

const load = { class_type: 'LoadImage', inputs: { image: 'a.png' } }
const invert = { class_type: 'ImageInvert', inputs: { image: ['1', 0] }, _meta: { title: 'Invert' } }

describe('a workflow file', () => {
  it('is a graph when it is in API format', () => {
    expect(parseGraph({ 1: load, 2: invert }, 's')).toEqual({ 1: load, 2: invert })
  })

  it("in the editor's format is refused with the way to export the other", () => {
    const saved = { last_node_id: 2, nodes: [{ id: 1, type: 'LoadImage' }], links: [], version: 0.4 }
    expect(() => parseGraph(saved, 's')).toThrow(
      expect.objectContaining({ code: 'workflow_invalid', hint: expect.stringContaining('Export (API)') as string }),
    )
  })

  it.each([
    ['nothing', null],
    ['a list', [load]],
    ['an empty object', {}],
    ['a body for POST /prompt', { prompt: { 1: load } }],
    ['a node without a class', { 1: { inputs: {} } }],
    ['inputs that are a list', { 1: { class_type: 'A', inputs: [] } }],
  ])('that is %s is refused', (_what, json) => {
    expect(() => parseGraph(json, 's')).toThrow(expect.objectContaining({ code: 'workflow_invalid' }))
  })

  it('with a wire to nowhere is refused, naming node and input', () => {
    expect(() => parseGraph({ 2: invert }, 's')).toThrow(/node "Invert", input "image": it is wired to node 1/)
  })

  it('never does more than throw a named error, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        try {
          parseGraph(json, 's')
        } catch (error) {
          expect(error).toMatchObject({ code: 'workflow_invalid' })
        }
      }),
    )
  })
})

describe('the hash of a workflow', () => {
  const hash = workflowHash(parseGraph({ 1: load, 2: invert }, 's'))

  it('does not depend on order, formatting and titles', () => {
    const other = {
      2: { inputs: { image: ['1', 0] }, class_type: 'ImageInvert' },
      1: { ...load, _meta: { title: 'Photo' } },
    }
    expect(workflowHash(parseGraph(other, 's'))).toBe(hash)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
  })

  it.each([
    ['a value', { 1: { ...load, inputs: { image: 'b.png' } }, 2: invert }],
    ['a wire', { 1: load, 2: { ...invert, inputs: { image: ['1', 1] } } }],
    ['a class', { 1: load, 2: { ...invert, class_type: 'ImageBlur' } }],
  ])('changes with %s', (_what, json) => {
    expect(workflowHash(parseGraph(json, 's'))).not.toBe(hash)
  })
})
