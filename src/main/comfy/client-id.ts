import { createHash, randomUUID } from 'node:crypto'
import type { networkInterfaces } from 'node:os'
import type { Journal } from '../jobs/journal'

/** Where the journal holds it, and the machine that it was made on. */
const idKey = 'comfyui.clientId'
const machineKey = 'comfyui.clientMachine'

/**
 * What servers know this console by: the same in every life of a data folder, so that events of a prompt that still runs
 * come to whoever goes on with it. A copy of the folder on another machine gets its own, for two consoles of one id take
 * the event stream from each other (ComfyUI issue 16010); a prompt of the old id is then found by its own.
 */
export function clientIdOf(journal: Pick<Journal, 'remembered' | 'remember'>, machine: string): string {
  const known = journal.remembered(idKey)
  if (known !== null && journal.remembered(machineKey) === machine) return known
  const fresh = randomUUID()
  journal.remember(idKey, fresh)
  journal.remember(machineKey, machine)
  return fresh
}

/**
 * What one server knows us by. Two connections to the same one, as under the old and the new spelling of its address, would
 * take the event stream from each other.
 */
export function connectionIdOf(clientId: string, { id, url }: { id: string; url: string }): string {
  const address = createHash('sha256').update(`${id} ${url}`).digest('hex')
  return `${clientId}-${address.slice(0, 8)}`
}

/**
 * Tells a machine from one that runs an image of its disk: by its network cards, which no image holds, and its name. Where
 * a card comes or goes it changes, which costs no more than the progress of what ran meanwhile.
 */
export function machineMark({ name, cards }: { name: string; cards: ReturnType<typeof networkInterfaces> }): string {
  const outside = Object.values(cards).flatMap((list) => (list ?? []).filter(({ internal }) => !internal))
  const addresses = [...new Set(outside.map(({ mac }) => mac))].sort()
  return createHash('sha256')
    .update([name, ...addresses].join())
    .digest('hex')
}
