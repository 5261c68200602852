import { describe, expect, test } from 'vitest'
import { serverId } from '../../../../contract/server'
import { deviceName, isLocal, newServerId, typedUrl } from './server-words'

describe('an address as people type it', () => {
  test.each([
    ['192.168.1.40', 'http://192.168.1.40:8188'],
    ['192.168.1.40:8000/', 'http://192.168.1.40:8000'],
    [' gpu.local ', 'http://gpu.local:8188'],
    ['gpu.local/comfy', 'http://gpu.local:8188/comfy'],
    ['gpu.local:80', 'http://gpu.local:80'],
    ['https://gpu.example.org/comfy/', 'https://gpu.example.org/comfy'],
    ['http://[::1]:8188', 'http://[::1]:8188'],
  ])('%s is %s', (typed, url) => expect(typedUrl(typed)).toBe(url))

  test.each(['', '   ', 'two words', 'ftp://gpu', 'http://', ':8188', 'file:///etc/passwd'])('%j is none', (typed) =>
    expect(typedUrl(typed)).toBeNull(),
  )
})

test('a card is called by its name alone', () => {
  expect(deviceName('cuda:0 NVIDIA GeForce RTX 4090 : cudaMallocAsync')).toBe('NVIDIA GeForce RTX 4090')
  expect(deviceName('cpu')).toBe('cpu')
})

test('only a server on this computer can be started from here', () => {
  expect(['http://localhost:8188', 'http://127.0.0.1:8188/a', 'http://[::1]:1'].every(isLocal)).toBe(true)
  expect(isLocal('http://192.168.1.40:8188')).toBe(false)
})

test('a new server never gets the id of one before', () => {
  const ids = Array.from({ length: 200 }, newServerId)
  expect(new Set(ids).size).toBe(200)
  for (const id of ids) expect(serverId.safeParse(id).success).toBe(true)
})
