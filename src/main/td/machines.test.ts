import { expect, test } from 'vitest'
import { createManualClock } from '../lib/clock'
import { createMachines, type Hello, type TdWire } from './machines'
import { createStage } from './stage'

function wire() {
  const told: string[] = []
  const made: TdWire & { told: string[] } = {
    told,
    send: ({ type }) => void told.push(type),
    sendBinary: () => void told.push('binary'),
    close: (code) => void told.push(`closed ${code}`),
    hold: () => void told.push('held'),
    goOn: () => void told.push('goes on'),
  }
  return made
}

const hello = (name: string): Hello => ({ type: 'hello', role: 'touchdesigner', name, protocol: 1 })

function harness({ busy = false } = {}) {
  const clock = createManualClock()
  const given = { chosen: '', busy }
  const machines = createMachines({ clock, chosen: () => given.chosen, isBusy: () => given.busy })
  const gone: string[] = []
  machines.onGone(({ id }) => void gone.push(id))
  return { clock, machines, given, gone, activeId: () => machines.active()?.id ?? null }
}

test('the first machine is active, the next one stands by until the operator switches', () => {
  const { machines, given, activeId } = harness()
  machines.seat(wire(), '10.0.0.1').hello(hello('One'))
  machines.seat(wire(), '10.0.0.2').hello(hello('Two'))
  expect(machines.views().map(({ name, standing }) => [name, standing])).toEqual([
    ['One', 'active'],
    ['Two', 'standby'],
  ])
  given.chosen = 'stage:two'
  machines.review()
  expect(activeId()).toBe('stage:two')
})

test('back within two seconds it is the same machine; after that it is gone and the next one steps in', () => {
  const { clock, machines, gone, activeId } = harness()
  const first = machines.seat(wire(), '10.0.0.1')
  first.hello(hello('One'))
  machines.seat(wire(), '10.0.0.2').hello(hello('Two'))
  first.left()
  clock.advance(1900)
  expect([activeId(), gone]).toEqual(['stage:one', []])
  const again = machines.seat(wire(), '10.0.0.1')
  again.hello(hello('ONE'))
  clock.advance(5000)
  expect(activeId()).toBe('stage:one')
  again.left()
  clock.advance(2000)
  expect([activeId(), gone]).toEqual(['stage:two', ['stage:one']])
})

test('of the machine that the operator chose, nobody takes the place by himself', () => {
  const { clock, machines, given, activeId } = harness()
  given.chosen = 'stage:one'
  const one = machines.seat(wire(), '10.0.0.1')
  one.hello(hello('One'))
  machines.seat(wire(), '10.0.0.2').hello(hello('Two'))
  one.left()
  clock.advance(2000)
  expect(activeId()).toBeNull()
})

test('who says hello outranks who only connected, but never in the middle of a job', () => {
  const idle = harness()
  idle.machines.seat(wire(), '127.0.0.1')
  idle.clock.advance(1000)
  expect(idle.activeId()).toBe('address:127.0.0.1')
  idle.machines.seat(wire(), '127.0.0.1').hello(hello('One'))
  expect(idle.activeId()).toBe('stage:one')
  const busy = harness({ busy: true })
  busy.machines.seat(wire(), '10.0.0.9')
  busy.clock.advance(1000)
  busy.machines.seat(wire(), '10.0.0.1').hello(hello('One'))
  expect(busy.activeId()).toBe('address:10.0.0.9')
})

test('the newest connection of a machine speaks for it: the one before may be dead without knowing', () => {
  const { clock, machines } = harness()
  const [old, fresh] = [wire(), wire()]
  machines.seat(old, '127.0.0.1')
  clock.advance(1000)
  const seat = machines.seat(fresh, '127.0.0.1')
  machines.active()?.send({ type: 'cancel', jobId: '3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60' })
  expect([old.told, fresh.told]).toEqual([[], ['cancel']])
  seat.left()
  machines.active()?.send({ type: 'cancel', jobId: '3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60' })
  expect(old.told).toEqual(['cancel'])
})

test('neither idle sockets of one address nor made-up names fill the memory', () => {
  const { machines } = harness()
  const idle = Array.from({ length: 20 }, wire)
  idle.forEach((one) => machines.seat(one, '127.0.0.1'))
  expect(idle.filter(({ told }) => told.includes('closed 1008'))).toHaveLength(16)
  for (let place = 0; place < 100; place++) machines.seat(wire(), `10.0.1.${place}`)
  expect(machines.views().length).toBeLessThanOrEqual(17)
})

test('a connection is nobody until its hello; without one it is the project of its address a second later', () => {
  const { clock, machines, activeId } = harness()
  const seat = machines.seat(wire(), '10.0.0.1')
  clock.advance(999)
  expect(activeId()).toBeNull()
  clock.advance(1)
  expect(activeId()).toBe('address:10.0.0.1')
  seat.left()
  clock.advance(2000)
  machines.seat(wire(), '10.0.0.2').left()
  clock.advance(1000)
  expect([activeId(), machines.views()]).toEqual([null, []])
})

test.each([
  ['scripts', (said: Hello) => said, 'stage:one', 'stage:two'],
  ['a project without hello', () => null, 'address:10.0.0.1', 'address:10.0.0.2'],
])('%s back after a break, or met by a console that started anew, hold their stage; others free it', (...given) => {
  const [, greeting, itself, other] = given
  const { clock, machines } = harness()
  const kept = JSON.stringify({ jobId: '3f2b8c1e-5d4a-4e6f-8a90-1b2c3d4e5f60', machineId: itself, atMs: 1 })
  const memory = { get: () => kept, set: () => undefined }
  const stage = createStage({ memory, nowMs: () => 1, goesOn: () => false })
  machines.onChange(() => stage.moveTo(machines.active()?.id ?? null))
  const arrive = (address: string, name: string) => {
    const seat = machines.seat(wire(), address)
    const said = greeting(hello(name))
    if (said) seat.hello(said)
    clock.advance(1000)
    return seat
  }
  const first = arrive('10.0.0.1', 'One')
  expect([machines.active()?.id, stage.state()]).toEqual([itself, 'occupied'])
  first.left()
  clock.advance(3000)
  arrive('10.0.0.1', 'One').left()
  expect(stage.state()).toBe('occupied')
  clock.advance(3000)
  arrive('10.0.0.2', 'Two')
  expect([machines.active()?.id, stage.state()]).toEqual([other, 'free'])
})

test('a machine that comes back from another address, or writes its name otherwise, is shown as it is now', () => {
  const { machines } = harness()
  const first = machines.seat(wire(), '10.0.0.1')
  first.hello(hello('One'))
  first.left()
  machines.seat(wire(), '10.0.0.2').hello(hello('ONE'))
  expect(machines.views()).toMatchObject([{ id: 'stage:one', name: 'ONE', address: '10.0.0.2' }])
})

test('whoever was away when the computer fell asleep has the time to come back when it is awake', () => {
  const { clock, machines, activeId } = harness()
  const [one, two] = [wire(), wire()]
  const first = machines.seat(one, '10.0.0.1')
  first.hello(hello('One'))
  machines.seat(two, '10.0.0.2').hello(hello('Two'))
  first.left()
  clock.advance(1900)
  machines.hold()
  clock.advance(9 * 3_600_000)
  expect(activeId()).toBe('stage:one')
  machines.goOn()
  expect(two.told.slice(-2)).toEqual(['held', 'goes on'])
  clock.advance(1999)
  expect(activeId()).toBe('stage:one')
  clock.advance(1)
  expect(activeId()).toBe('stage:two')
})

test('a connection that breaks during the sleep is not gone before the computer was awake for the time it has', () => {
  const { clock, machines, gone } = harness()
  const seat = machines.seat(wire(), '10.0.0.1')
  seat.hello(hello('One'))
  machines.hold()
  seat.left()
  clock.advance(60_000)
  machines.goOn()
  expect(gone).toEqual([])
  machines.seat(wire(), '10.0.0.1').hello(hello('One'))
  clock.advance(60_000)
  expect(gone).toEqual([])
})
