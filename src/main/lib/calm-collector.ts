import { setFlagsFromString } from 'node:v8'

/** By how much the heap may grow before the whole of it is gone through again. */
const growingPercent = 300

/**
 * For programs that pass on live pictures; called once, first of all. While nothing happens the collector shrinks its
 * heap, and from then on counts the bytes of each picture against a few megabytes: it goes through everything several times
 * a second, and nobody sees anything meanwhile, 13 ms each. The bound rises with what is in use: some 20 MB, so 60 more.
 */
export function calmCollector(): void {
  setFlagsFromString(`--heap-growing-percent=${growingPercent}`)
}
