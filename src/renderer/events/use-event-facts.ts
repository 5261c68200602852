import { useEffect, useState } from 'react'
import type { EventFacts } from '../../contract/event'
import { useAppState, useConnection } from '../connection/use-app-state'
import { useErrorToast } from '../connection/use-command'

/** Bursts of pictures are counted once. */
const gatherMs = 250

/** What the journal knows of each event, kept up; empty until the first answer. */
export function useEventFacts(): ReadonlyMap<string, EventFacts> {
  const { client } = useConnection()
  const tellError = useErrorToast()
  const events = useAppState((state) => state.settings.events)
  const revision = useAppState((state) => state.captureRevision)
  const [facts, setFacts] = useState<ReadonlyMap<string, EventFacts>>(new Map())
  const isFirst = facts.size === 0
  useEffect(() => {
    let isCurrent = true
    const read = async () => {
      const answer = await client.command('events.list', {})
      if (isCurrent) setFacts(new Map(answer.events.map((one) => [one.id, one])))
    }
    const timer = setTimeout(() => void read().catch(tellError), isFirst ? 0 : gatherMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
    // whether it is the first decides on the haste alone
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, tellError, events, revision])
  return facts
}
