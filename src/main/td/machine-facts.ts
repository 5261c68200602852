import type { FromTouchDesigner } from '../../contract/td-protocol'
import type { TdMachineView } from '../../contract/touchdesigner'

type MachineFacts = Pick<TdMachineView, 'state' | 'checks' | 'trouble'>

/** What a message says of the machine itself, beside any job; null: nothing that is new. */
export function factsIn(
  message: FromTouchDesigner,
  known: Pick<MachineFacts, 'checks' | 'trouble'>,
): Partial<MachineFacts> | null {
  const mended = { trouble: null }
  switch (message.type) {
    case 'status': {
      const { state = null, checks } = message
      return { state, checks, ...(isMended(known.checks, checks) && mended) }
    }
    case 'error':
      return message.jobId ? null : { trouble: troubleOf(message) }
    // it works again: what it complained of before is over
    case 'started':
    case 'saved':
      return known.trouble === null ? null : mended
    default:
      return null
  }
}

function troubleOf({ message, code, params }: Extract<FromTouchDesigner, { type: 'error' }>): MachineFacts['trouble'] {
  return { message, code: code ?? null, params: params ?? {} }
}

/** Something that was wrong with its set-up is right now, and nothing else is wrong. */
function isMended(before: MachineFacts['checks'], now: MachineFacts['checks']): boolean {
  return before.some(({ ok }) => !ok) && now.length > 0 && now.every(({ ok }) => ok)
}
