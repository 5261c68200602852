import { useCallback } from 'react'
import { useCommand } from '../../connection/use-command'

/** Presses the shutter with the operator's style; the core answers a press during a countdown with the running job. */
export function usePress(): (style?: string) => Promise<boolean> {
  const run = useCommand()
  return useCallback(
    async (style) => (await run('capture.press', style === undefined ? {} : { style })) !== null,
    [run],
  )
}
