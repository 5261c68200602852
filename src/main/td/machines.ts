import type { TdMachineView } from '../../contract/touchdesigner'
import type { FromTouchDesigner, ToTouchDesigner } from '../../contract/td-protocol'
import type { Clock } from '../lib/clock'
import { afterLastLook } from '../lib/last-look'

/** One connection, as the socket's side offers it. */
export interface TdWire {
  send(message: ToTouchDesigner): void
  sendBinary(bytes: Uint8Array): void
  close(code: number, reason: string): void
  /** The computer goes to sleep, or is awake again: silence until now counts for nothing. */
  hold(): void
  goOn(): void
}

export type Hello = Extract<FromTouchDesigner, { type: 'hello' }>

/** A machine that runs TouchDesigner. A name (or, without hello, an address) is one machine, whatever it connects by. */
export interface Machine {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly saidHello: boolean
  send(message: ToTouchDesigner): void
  sendBinary(bytes: Uint8Array): void
}

/** One connection from admission to its end. */
export interface Seat {
  hello(said: Hello): Machine
  machine(): Machine
  left(): void
}

export type Standing = TdMachineView['standing']

/** Who is there, and which one gets the captures. */
export interface Machines {
  /** A connection that may come in; where no hello follows soon, it is a project of its address that says none. */
  seat(wire: TdWire, address: string): Seat
  /** The one that gets the captures, also for the moment in which it reconnects; null: there is none. */
  active(): Machine | null
  standingOf(machine: Machine): Standing
  isConnected(machine: Machine): boolean
  find(id: string): Machine | null
  factsOf(machine: Machine): Pick<TdMachineView, 'state' | 'checks' | 'trouble'>
  note(machine: Machine, facts: Partial<Pick<TdMachineView, 'state' | 'checks' | 'trouble'>>): void
  views(): TdMachineView[]
  /** Somebody came, went, or another one is active. */
  onChange(listen: () => void): void
  /** A machine is back, or new; `hello` is null for a project that says none. */
  onCame(listen: (machine: Machine, hello: Hello | null) => void): void
  /** It did not come back within the time for that. */
  onGone(listen: (machine: Machine) => void): void
  /** The choice changed. */
  review(): void
  /** The computer goes to sleep, or is awake again: whoever was away has the time to come back anew. */
  hold(): void
  goOn(): void
  close(): void
}

/** TouchDesigner closes and opens its socket when a parameter changes or a project is reloaded. */
const backWithinMs = 2000
/** Scripts say hello at once: until then nobody knows which machine this is, and it gets no capture. */
const helloGraceMs = 1000
/** More connections of one machine: the oldest are forgotten ones. */
const wiresPerMachine = 4
const machineLimit = 16

const noFacts = { state: null, checks: [], trouble: null, version: '', build: '' }

interface Entry extends Machine {
  wires: TdWire[]
  connectedAtMs: number
  isGone: boolean
  /** It said hello, or had the time to. */
  isKnown: boolean
  stopWaiting: () => void
  stopGrace: () => void
  facts: Pick<TdMachineView, 'state' | 'checks' | 'trouble' | 'version' | 'build'>
}

export function createMachines(deps: {
  clock: Clock
  /** Id of the machine that the operator chose; empty: the first. */
  chosen: () => string
  /** A job is with the active machine: no other takes its place by itself. */
  isBusy: () => boolean
}): Machines {
  const { clock, chosen, isBusy } = deps
  const entries = new Map<string, Entry>()
  const listeners = { change: [] as (() => void)[], came: [] as ((machine: Machine, hello: Hello | null) => void)[] }
  const goneListeners: ((machine: Machine) => void)[] = []
  let activeId: string | null = null
  let isClosed = false
  let isAsleep = false

  const isThere = (entry: Entry | undefined): entry is Entry => entry !== undefined && entry.isKnown && !entry.isGone
  const announce = () => listeners.change.forEach((listen) => listen())

  function review(): void {
    activeId = nextActive()
    announce()
  }

  function nextActive(): string | null {
    if (chosen() !== '') return isThere(entries.get(chosen())) ? chosen() : null
    const held = activeId === null ? undefined : entries.get(activeId)
    if (isThere(held) && (held.saidHello || isBusy())) return held.id
    const there = [...entries.values()].filter(isThere)
    // what said hello is TouchDesigner for sure; what only connected may be anything
    return (there.find(({ saidHello }) => saidHello) ?? (isThere(held) ? held : there[0]))?.id ?? null
  }

  function enter(id: string, wire: TdWire, facts: { name: string; address: string; saidHello: boolean }): Entry {
    const entry = entries.get(id) ?? newEntry(id, facts)
    entries.set(id, entry)
    // the stage may have moved to another computer, or be written otherwise now
    Object.assign(entry, facts)
    entry.stopWaiting()
    if (entry.wires.length === 0) entry.connectedAtMs = clock.nowMs()
    entry.isGone = false
    entry.wires.push(wire)
    if (entry.wires.length > wiresPerMachine) entry.wires.shift()?.close(1008, 'too many connections')
    forgetOldest()
    return entry
  }

  function newEntry(id: string, facts: { name: string; address: string; saidHello: boolean }): Entry {
    // the newest connection speaks for the machine: an older one may be dead without knowing it
    const newest = () => entry.wires.at(-1)
    const entry: Entry = {
      ...facts,
      id,
      wires: [],
      connectedAtMs: clock.nowMs(),
      isGone: false,
      isKnown: facts.saidHello,
      stopWaiting: () => undefined,
      stopGrace: facts.saidHello ? () => undefined : afterLastLook(clock, helloGraceMs, () => becomeKnown(entry)),
      facts: { ...noFacts },
      send: (message) => newest()?.send(message),
      sendBinary: (bytes) => newest()?.sendBinary(bytes),
    }
    return entry
  }

  function becomeKnown(entry: Entry): void {
    entry.isKnown = true
    review()
  }

  function forgetOldest(): void {
    if (entries.size <= machineLimit) return
    const idle = [...entries.values()].find(({ id, isGone, saidHello }) => isGone || (!saidHello && id !== activeId))
    if (!idle) return
    forget(idle)
    idle.wires.forEach((wire) => wire.close(1008, 'too many connections'))
  }

  function forget(entry: Entry): void {
    entry.stopWaiting()
    entry.stopGrace()
    entries.delete(entry.id)
  }

  function leave(entry: Entry, wire: TdWire): void {
    entry.wires = entry.wires.filter((other) => other !== wire)
    if (entry.wires.length > 0 || entries.get(entry.id) !== entry || isClosed) return announce()
    if (!entry.isKnown) {
      forget(entry)
      return announce()
    }
    if (!isAsleep) awaitReturn(entry)
    announce()
  }

  function awaitReturn(entry: Entry): void {
    entry.stopWaiting()
    entry.stopWaiting = afterLastLook(clock, backWithinMs, () => gone(entry))
  }

  function gone(entry: Entry): void {
    entry.isGone = true
    if (!entry.saidHello) forget(entry)
    review()
    goneListeners.forEach((listen) => listen(entry))
  }

  /** Where the connection only now says who it is, it was nobody before: nothing of it stays behind. */
  function moveOut(entry: Entry, wire: TdWire): void {
    entry.wires = entry.wires.filter((other) => other !== wire)
    if (entry.wires.length > 0) return
    forget(entry)
    if (activeId === entry.id) activeId = null
  }

  function seat(wire: TdWire, address: string): Seat {
    let entry = enter(`address:${address}`, wire, { name: address, address, saidHello: false })
    review()
    listeners.came.forEach((listen) => listen(entry, null))
    return {
      machine: () => entry,
      hello(said) {
        const before = entry
        moveOut(before, wire)
        entry = enter(idOf(said.name), wire, { name: said.name, address, saidHello: true })
        Object.assign(entry.facts, { version: said.version ?? '', build: said.build ?? '', trouble: null })
        review()
        listeners.came.forEach((listen) => listen(entry, said))
        return entry
      },
      left: () => leave(entry, wire),
    }
  }

  return {
    seat,
    active: () => (activeId === null ? null : (entries.get(activeId) ?? null)),
    standingOf: ({ id }) => (id === activeId ? 'active' : 'standby'),
    isConnected: ({ id }) => (entries.get(id)?.wires.length ?? 0) > 0,
    find: (id) => entries.get(id) ?? null,
    factsOf: ({ id }) => entries.get(id)?.facts ?? noFacts,
    note({ id }, facts) {
      const entry = entries.get(id)
      if (!entry) return
      Object.assign(entry.facts, facts)
      announce()
    },
    views: () =>
      [...entries.values()].map(({ id, name, address, saidHello, connectedAtMs, wires, facts }) => ({
        ...{ id, name, address, saidHello, connectedAtMs, ...facts },
        standing: id === activeId ? ('active' as const) : ('standby' as const),
        connected: wires.length > 0,
      })),
    onChange: (listen) => void listeners.change.push(listen),
    onCame: (listen) => void listeners.came.push(listen),
    onGone: (listen) => void goneListeners.push(listen),
    review,
    hold() {
      isAsleep = true
      for (const { stopWaiting, wires } of entries.values()) {
        stopWaiting()
        wires.forEach((wire) => wire.hold())
      }
    },
    goOn() {
      isAsleep = false
      for (const entry of entries.values()) {
        if (entry.wires.length === 0 && !entry.isGone) awaitReturn(entry)
        entry.wires.forEach((wire) => wire.goOn())
      }
    },
    close() {
      isClosed = true
      for (const entry of entries.values()) {
        entry.stopWaiting()
        entry.stopGrace()
      }
    },
  }
}

/** Names are compared as people read them. */
export function idOf(stageName: string): string {
  return `stage:${stageName.normalize('NFC').toLowerCase()}`
}
