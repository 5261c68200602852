import { expect, test } from 'vitest'
import { failureLines } from './failure-lines'

const facts = { code: 'workflow_refused', message: 'ComfyUI refuses it.', hint: 'Correct it.' } as const

test('each fault of each node is told in ComfyUI’s own words', () => {
  const body = {
    error: { type: 'prompt_outputs_failed_validation' },
    node_errors: {
      3: {
        class_type: 'KSampler',
        errors: [{ message: 'Value bigger than max', details: 'steps' }, { message: 'Bad' }],
      },
      9: { class_type: 'SaveImage', errors: [{ message: 'Required input is missing', details: 'images' }] },
    },
  }
  expect(failureLines({ ...facts, details: JSON.stringify(body) })).toEqual([
    'ComfyUI refuses it.',
    'Correct it.',
    '  node 3 (KSampler): Value bigger than max: steps',
    '  node 3 (KSampler): Bad',
    '  node 9 (SaveImage): Required input is missing: images',
  ])
})

test('words of a node are told, cut where they never end; a page of a proxy is not', () => {
  expect(failureLines({ ...facts, details: `node 3: ${'x'.repeat(900)}` })[2]).toHaveLength(300)
  for (const details of ['<html>Bad gateway</html>', '{"node_errors":[]}', '{"cut', '']) {
    expect(failureLines({ ...facts, details })).toHaveLength(2)
  }
})
