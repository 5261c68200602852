import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { roomAlphabet, roomCodeLength, roomName } from '../../contract/canvas-protocol'
import { instantMs } from '../../contract/job'

/** Codes that the console made up and gave out: whoever knows one may join that room, from beyond as well. */
export interface RoomCodes {
  /** A new one; whoever drops out for it is the one that was unused for longest. */
  give(): string
  has(code: string): boolean
  /** Somebody drew with it: it lives on. */
  used(code: string): void
  withdraw(code: string): void
  all(): readonly string[]
}

/** An evening and its end; who comes tomorrow gets a new one. */
const unusedForMs = 24 * 3_600_000
/** More tables than any hall has. */
const codeLimit = 200
/** How exactly the last use is known: not every stroke is worth a write. */
const usedStepMs = 60_000

const key = 'canvas.codes'
const remembered = z.array(z.object({ code: roomName, usedAtMs: instantMs })).max(codeLimit)

export function createRoomCodes(deps: {
  /** Survives a restart: a code on a table is still good after one. */
  memory: { get(key: string): string | null; set(key: string, value: string): void }
  nowMs: () => number
}): RoomCodes {
  const { memory, nowMs } = deps
  const usedAtMs = new Map(readCodes().map((entry) => [entry.code, entry.usedAtMs]))

  function readCodes(): z.infer<typeof remembered> {
    const read = remembered.safeParse(parsed(memory.get(key)))
    return read.success ? read.data : []
  }

  function write(): void {
    memory.set(key, JSON.stringify([...usedAtMs].map(([code, atMs]) => ({ code, usedAtMs: atMs }))))
  }

  function prune(): void {
    for (const [code, atMs] of usedAtMs) if (nowMs() - atMs > unusedForMs) usedAtMs.delete(code)
    const oldestFirst = [...usedAtMs].sort(([, a], [, b]) => a - b)
    for (const [code] of oldestFirst.slice(0, Math.max(0, usedAtMs.size - codeLimit))) usedAtMs.delete(code)
  }

  const has = (code: string): boolean => nowMs() - (usedAtMs.get(code) ?? -Infinity) <= unusedForMs

  return {
    give() {
      let code = newCode()
      while (usedAtMs.has(code)) code = newCode()
      usedAtMs.set(code, nowMs())
      prune()
      write()
      return code
    },
    has,
    used(code) {
      if (!has(code) || nowMs() - usedAtMs.get(code)! < usedStepMs) return
      usedAtMs.set(code, nowMs())
      write()
    },
    withdraw(code) {
      if (usedAtMs.delete(code)) write()
    },
    all: () => [...usedAtMs.keys()].filter(has),
  }
}

/** Thirty bits: nobody finds one of a handful by trying as slowly as tries are answered. */
function newCode(): string {
  return Array.from({ length: roomCodeLength }, () => roomAlphabet[randomInt(roomAlphabet.length)]).join('')
}

function parsed(text: string | null): unknown {
  if (!text) return null
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
