import { setFlagsFromString } from 'node:v8'

/**
 * For the process of the clients: it takes in 70 MB a second, and each stop of its own collector would be counted to
 * whichever side has its turn.
 */
export function seldomCollect(): void {
  setFlagsFromString('--heap-growing-percent=2000')
}
