import type { Lateness } from './run-watch'
import { nodeFailure, wasInterrupted, type HistoryEntry, type NodeErrors, type NodeFailure } from './messages'

/** How a prompt ended, as the server's history has it; `late`, `lost` and `unreachable` are our own judgement. */
export type RunEnd =
  | { state: 'done'; promptId: string; entry: HistoryEntry }
  | { state: 'failed'; failure: NodeFailure | null }
  | { state: 'interrupted' }
  /** Its output was left out of what the server took. */
  | { state: 'left-out'; nodeErrors: NodeErrors }
  /** Neither in queue nor history: the server was restarted, or somebody removed it. */
  | { state: 'lost' }
  | { state: 'unreachable'; error: unknown }
  | ({ state: 'late' } & Lateness)

/** What an entry of the history says of its prompt. Servers without a status tell by what came out. */
export function endOf(promptId: string, entry: HistoryEntry): RunEnd {
  if (entry.status?.completed ?? Object.keys(entry.outputs).length > 0) return { state: 'done', promptId, entry }
  if (wasInterrupted(entry)) return { state: 'interrupted' }
  return { state: 'failed', failure: nodeFailure.safeParse(entry.status?.messages.at(-1)?.[1]).data ?? null }
}

/** Whether what the server left out is the output, or what it rests on. */
export function isLeftOut(nodeErrors: NodeErrors, outputNode: string): boolean {
  return Object.entries(nodeErrors).some(([id, one]) => id === outputNode || one.dependent_outputs.includes(outputNode))
}
