import type { KeptPicture } from './shared-picture'

/** What a page leaves for itself, so that a reload, a crash or an empty battery loses no drawing. */
export interface KeptDrawing extends KeptPicture {
  /** The page whose unsent strokes these are. */
  pageId: string
  prompt: string
  /** Wall time. */
  savedAtMs: number
}

/** One drawing a room, in the browser's database. Where it has none (a private window) nothing is kept, and nothing fails. */
export interface KeptDrawings {
  load(room: string): Promise<KeptDrawing | null>
  /** The newest state wins; writes come one after the other. */
  save(room: string, drawing: KeptDrawing): void
  forget(room: string): Promise<void>
}

/** A tablet that lay aside since the last event shows nothing of its guests. */
export const keptForMs = 6 * 60 * 60_000
const storeName = 'drawings'

export function createKeptDrawings(nowMs: () => number): KeptDrawings {
  const opened = openDatabase()
  let next: (() => Promise<void>) | null = null
  let isWriting = false

  async function write() {
    if (isWriting) return
    isWriting = true
    while (next !== null) {
      const work = next
      next = null
      await work()
    }
    isWriting = false
  }

  async function within<Result>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<Result>) {
    const database = await opened
    if (database === null) return null
    try {
      return await answered(ask(database.transaction(storeName, mode).objectStore(storeName)))
    } catch (error) {
      console.warn('The drawing is not kept over a reload.', error)
      return null
    }
  }

  async function put(room: string, drawing: KeptDrawing | null) {
    if (drawing === null) await within('readwrite', (store) => store.delete(room))
    else await within('readwrite', (store) => store.put(drawing, room))
  }

  return {
    async load(room) {
      const drawing = (await within(
        'readonly',
        (store) => store.get(room) as IDBRequest<unknown>,
      )) as KeptDrawing | null
      if (!drawing) return null
      if (nowMs() - drawing.savedAtMs <= keptForMs) return drawing
      await put(room, null)
      return null
    },
    save(room, drawing) {
      next = () => put(room, drawing)
      void write()
    },
    async forget(room) {
      next = () => put(room, null)
      await write()
    },
  }
}

async function openDatabase(): Promise<IDBDatabase | null> {
  try {
    const request = indexedDB.open('photocall-canvas', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(storeName)
    return await answered(request)
  } catch (error) {
    console.warn('This browser keeps no drawing over a reload.', error)
    return null
  }
}

function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The database did not answer.'))
  })
}
