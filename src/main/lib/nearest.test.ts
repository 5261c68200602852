import { expect, test } from 'vitest'
import { nearest } from './nearest'

test('a word with a slip finds what was meant first', () => {
  const inputs = ['seed', 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise']
  expect(nearest('step', inputs)[0]).toBe('steps')
  expect(nearest('Sampler', inputs)[0]).toBe('sampler_name')
  expect(nearest('sede', inputs, 1)).toEqual(['seed'])
})

test('nothing comes twice, and no candidates are no answer', () => {
  expect(nearest('a', ['KSampler', 'KSampler', 'SaveImage'])).toHaveLength(2)
  expect(nearest('a', [])).toEqual([])
  expect(nearest('', ['b', 'a'], 1)).toEqual(['b'])
})
