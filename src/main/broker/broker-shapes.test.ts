import { expect, test } from 'vitest'
import { z } from 'zod'
import { brokerFields, brokerListQuery, serviceRequest } from '../../contract/broker'

test.each([
  ['7', 7],
  ['-1', 2 ** 31 - 1],
  ['2147483648', 0],
  ['18446744073709551615', 2 ** 31 - 1],
  ['', undefined],
])('the form’s seed %j is taken as %j', (given, taken) => {
  expect(brokerFields.parse({ seed: given }).seed).toBe(taken)
})

test.each([
  [7, 7],
  [-1, 2 ** 31 - 1],
  [2 ** 31 + 3, 3],
  [2 ** 60, 0],
  [undefined, undefined],
])('the service’s seed %j is taken as %j', (given, taken) => {
  expect(serviceRequest.parse({ prompt_text: 'a', seed: given }).seed).toBe(taken)
})

test.each(['1.5', 'seven', '1e3', '0x10'])('%j is no seed', (given) => {
  expect(brokerFields.safeParse({ seed: given }).success).toBe(false)
})

test.each([1.5, '7', true])('%j is no seed of the service', (given) => {
  expect(serviceRequest.safeParse({ prompt_text: 'a', seed: given }).success).toBe(false)
})

test('what is not known is read past', () => {
  expect(brokerFields.parse({ prompt: 'a', colour: 'red' })).toEqual({ prompt: 'a' })
  expect(brokerListQuery.parse({ page: '2' })).toEqual({ limit: 50 })
  const request = { prompt_text: 'a', colour: 1, resolution: { width: 512, height: 512, depth: 1 } }
  expect(serviceRequest.parse(request)).toEqual({
    prompt_text: 'a',
    resolution: { width: 512, height: 512 },
    style: 'txt2img',
  })
})

test('empty fields are as good as none', () => {
  const empty = { prompt: '', negative_prompt: '', seed: '', style: '' }
  expect(Object.values(brokerFields.parse(empty)).filter((value) => value !== undefined)).toEqual([])
})

test('a list’s limit is cut to the most there is, and below one is none', () => {
  expect(brokerListQuery.parse({ limit: '500' }).limit).toBe(500)
  expect(brokerListQuery.parse({ limit: '100000000000000000000' }).limit).toBe(500)
  for (const limit of ['0', '-1', '1.5', 'all']) expect(brokerListQuery.safeParse({ limit }).success).toBe(false)
})

test('a resolution may tell chapter and page alone, and never one side alone', () => {
  const of = (resolution: object) => serviceRequest.safeParse({ prompt_text: 'a', resolution })
  expect(of({ chapter: 2, page: 3 }).data?.resolution).toEqual({ chapter: 2, page: 3 })
  expect(of({ width: 512 }).success).toBe(false)
  expect(of({ chapter: '2' }).success).toBe(false)
})

test('null is as good as absent for everything that may be absent, and for nothing else', () => {
  const names = ['negative_prompt', 'seed', 'steps', 'cfg', 'sampler', 'scheduler', 'checkpoint_name', 'style']
  const places = ['resolution', 'chapter', 'page']
  const nothing = Object.fromEntries([...names, ...places].map((name) => [name, null]))
  expect(serviceRequest.parse({ prompt_text: 'a', ...nothing })).toEqual({ prompt_text: 'a', style: 'txt2img' })
  const resolution = { width: null, height: null, chapter: null, page: 3 }
  expect(serviceRequest.parse({ prompt_text: 'a', resolution }).resolution).toEqual({ page: 3 })
  expect(serviceRequest.safeParse({ prompt_text: 'a', resolution: { width: 512, height: null } }).success).toBe(false)
  expect(serviceRequest.safeParse({ prompt_text: null }).success).toBe(false)
})

test('the document of the API says which members may be null', () => {
  const { properties = {} } = z.toJSONSchema(serviceRequest, { io: 'input', unrepresentable: 'any' })
  const takesNull = Object.entries(properties).filter(([, shape]) => JSON.stringify(shape).includes('"null"'))
  expect(takesNull.map(([name]) => name).sort()).toEqual(
    Object.keys(properties)
      .filter((name) => name !== 'prompt_text')
      .sort(),
  )
})
