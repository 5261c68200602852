import { useCallback, useEffect, useState } from 'react'
import type { ApiToken } from '../../../../contract/api-token'
import { useConnection } from '../../../connection/use-app-state'

/** How soon a token's first use is seen, which is what its program's operator waits for. */
const lookEveryMs = 3000

/** Asked for, and not part of the state: who is not looking need not know. */
export function useTokens() {
  const { client } = useConnection()
  const [tokens, setTokens] = useState<readonly ApiToken[]>([])
  const look = useCallback(
    () =>
      client.command('tokens.list', {}).then(
        (answer) => setTokens(answer.tokens),
        () => undefined, // a lost connection is told by the shell
      ),
    [client],
  )
  useEffect(() => {
    void look()
    const timer = setInterval(() => void look(), lookEveryMs)
    return () => clearInterval(timer)
  }, [look])
  return { tokens, look }
}
