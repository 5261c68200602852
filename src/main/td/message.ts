import { fromTouchDesigner, type FromTouchDesigner } from '../../contract/td-protocol'

/** Text frames are short; pictures travel as binary. */
export const textLimitBytes = 64_000

/** Null for what is no message of TouchDesigner: it is ignored, and closes nothing. */
export function readMessage(text: string): FromTouchDesigner | null {
  if (text.length > textLimitBytes) return null
  const parsed = fromTouchDesigner.safeParse(jsonIn(text))
  return parsed.success ? parsed.data : null
}

/** Undefined where it is no JSON, which no schema takes. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // RangeError: nested deeper than the stack
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined
    throw error
  }
}
