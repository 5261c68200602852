import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react'
import { errorFactsOf, type ErrorFacts } from '../../../../contract/errors'
import type { BoothEvent, EventChange } from '../../../../contract/event'
import { useConnection } from '../../../connection/use-app-state'
import { useSavedToast } from '../settings-form'

export interface EventForm {
  event: BoothEvent
  /** Why the last change of a field was refused, by the field's name. */
  refusals: Readonly<Record<string, ErrorFacts>>
  /** Saves at once and offers to undo; keeps the reason at `field` where it is refused. `what` names it in the message. */
  change: (field: string, what: string, change: EventChange) => Promise<boolean>
  /** As `change`, for what is no command: `save` does it. */
  save: (field: string, what: string, save: () => Promise<{ revision: string }>) => Promise<boolean>
}

const EventFormContext = createContext<EventForm | null>(null)

export function useEventForm(): EventForm {
  const form = useContext(EventFormContext)
  if (form === null) throw new Error('useEventForm needs an EventFormProvider above')
  return form
}

/** Give it the event's id as key: what was refused belongs to one event. */
export function EventFormProvider({ event, children }: { event: BoothEvent; children: ReactNode }) {
  const { client } = useConnection()
  const [refusals, setRefusals] = useState<Record<string, ErrorFacts>>({})
  const tellSaved = useSavedToast()
  const { id } = event
  const save = useCallback<EventForm['save']>(
    async (field, what, act) => {
      try {
        const { revision } = await act()
        setRefusals(({ [field]: _mended, ...others }) => others)
        tellSaved(what, revision)
        return true
      } catch (error) {
        setRefusals((before) => ({ ...before, [field]: errorFactsOf(error) }))
        return false
      }
    },
    [tellSaved],
  )
  const change = useCallback<EventForm['change']>(
    (field, what, parts) => save(field, what, () => client.command('events.change', { id, change: parts })),
    [client, id, save],
  )
  const form = useMemo(() => ({ event, refusals, change, save }), [event, refusals, change, save])
  return <EventFormContext value={form}>{children}</EventFormContext>
}
