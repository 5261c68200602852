import { useCallback, useState } from 'react'
import { errorFactsOf, type ErrorFacts } from '../../../../contract/errors'
import type { ServerCheck, ServerTest } from '../../../../contract/server'
import { useConnection } from '../../../connection/use-app-state'

/** What a server answered when it was asked last: shown in its place, not as a message that passes. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: ErrorFacts }

export function useServerAnswers(id: string) {
  const { client } = useConnection()
  const [checked, setChecked] = useState<Answer<ServerCheck> | null>(null)
  const [tested, setTested] = useState<Answer<ServerTest> | null>(null)
  const [isChecking, setChecking] = useState(false)
  const [isTesting, setTesting] = useState(false)

  const check = useCallback(() => {
    setChecking(true)
    void answered(client.command('servers.check', { id })).then((answer) => {
      setChecked(answer)
      setChecking(false)
    })
  }, [client, id])
  const test = useCallback(() => {
    setTesting(true)
    void answered(client.command('servers.test', { id })).then((answer) => {
      setTested(answer)
      setTesting(false)
    })
  }, [client, id])

  return { checked, tested, isChecking, isTesting, check, test }
}

function answered<T>(asked: Promise<T>): Promise<Answer<T>> {
  return asked.then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error: errorFactsOf(error) }),
  )
}
