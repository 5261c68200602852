import type { NetworkInterfaceInfo } from 'node:os'
import { expect, it } from 'vitest'
import { clientIdOf, connectionIdOf, machineMark } from './client-id'

function memory() {
  const facts = new Map<string, string>()
  return {
    remembered: (key: string) => facts.get(key) ?? null,
    remember: (key: string, value: string) => void facts.set(key, value),
    copy() {
      const other = memory()
      for (const [key, value] of facts) other.remember(key, value)
      return other
    },
  }
}

const card = (mac: string, internal = false): NetworkInterfaceInfo => ({
  ...{ address: '10.0.0.2', netmask: '255.0.0.0', family: 'IPv4', cidr: null },
  ...{ mac, internal },
})

it('the id is the same in every life of a data folder on its machine', () => {
  const journal = memory()
  expect(clientIdOf(journal, 'booth 1')).toBe(clientIdOf(journal, 'booth 1'))
})

it('a copy of the folder on another machine gets an id of its own and keeps it, and the first keeps its own', () => {
  const journal = memory()
  const first = clientIdOf(journal, 'booth 1')
  const copied = journal.copy()
  const second = clientIdOf(copied, 'booth 2')
  expect(second).not.toBe(first)
  expect([clientIdOf(copied, 'booth 2'), clientIdOf(journal, 'booth 1')]).toEqual([second, first])
})

it('a folder whose machine is not known, which may be a copy already, gets a fresh one', () => {
  const journal = memory()
  journal.remember('comfyui.clientId', 'of an older console')
  const id = clientIdOf(journal, 'booth 1')
  expect(id).not.toBe('of an older console')
  expect(clientIdOf(journal, 'booth 1')).toBe(id)
})

it('each connection has an id of its own, the same in every life', () => {
  const gpu = { id: 'gpu', url: 'http://10.0.0.9:8188' }
  const ids = [gpu, { ...gpu, url: 'http://gpu.local:8188' }, { ...gpu, id: 'again' }].map((server) =>
    connectionIdOf('booth 1', server),
  )
  expect(new Set(ids).size).toBe(3)
  expect(connectionIdOf('booth 1', { ...gpu })).toBe(ids[0])
  expect(connectionIdOf('booth 2', gpu)).not.toBe(ids[0])
})

it('a machine is told from its copy by its network cards alone, in whatever order they are listed', () => {
  const lo = [card('00:00:00:00:00:00', true)]
  const [one, two, three] = [card('aa:00:00:00:00:01'), card('aa:00:00:00:00:02'), card('aa:00:00:00:00:03')]
  const mark = machineMark({ name: 'booth', cards: { lo, eth0: [one, one], wifi: [two] } })
  expect(machineMark({ name: 'booth', cards: { wifi: [two], eth0: [one] } })).toBe(mark)
  expect(machineMark({ name: 'booth', cards: { lo, eth0: [three], wifi: [two] } })).not.toBe(mark)
  expect(machineMark({ name: 'another', cards: { lo, eth0: [one], wifi: [two] } })).not.toBe(mark)
})
