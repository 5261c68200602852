import type { CanvasRoomFacts } from '../../../contract/canvas-protocol'

/** People who draw in the room beside this page: TouchDesigner is with them, and is nobody. */
export function othersHere(facts: Pick<CanvasRoomFacts, 'clients' | 'receivers'> | null): number {
  return facts === null ? 0 : Math.max(0, facts.clients - facts.receivers - 1)
}
