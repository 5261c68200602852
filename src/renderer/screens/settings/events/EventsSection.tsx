import { useState } from 'react'
import type { BoothEvent } from '../../../../contract/event'
import { activeEventOf } from '../../../../contract/settings'
import { EventNameDialog } from '../../../events/EventNameDialog'
import { newestFirst } from '../../../events/event-list'
import { useEventFacts } from '../../../events/use-event-facts'
import { goTo, usePlace } from '../../../navigation'
import { useSettingsForm } from '../settings-form'
import { EventDetails } from './EventDetails'
import { EventFormProvider } from './event-form'
import { EventList } from './EventList'
import styles from './Events.module.css'

/** All events on the left, everything of one on the right: `#/settings/events/<id>`, the one in use where none is named. */
export function EventsSection() {
  const { settings } = useSettingsForm()
  const { detail } = usePlace()
  const facts = useEventFacts()
  const [naming, setNaming] = useState<{ original: BoothEvent | null } | null>(null)
  const asked = detail?.split('/')[1]
  const shown = settings.events.find(({ id }) => id === asked) ?? activeEventOf(settings)
  return (
    <div className={styles.events}>
      <EventList
        events={newestFirst(settings.events)}
        activeId={settings.activeEvent}
        shownId={shown.id}
        facts={facts}
        onShow={(id) => goTo('settings', `events/${id}`)}
        onCreate={() => setNaming({ original: null })}
      />
      <EventFormProvider key={shown.id} event={shown}>
        <EventDetails facts={facts.get(shown.id)} onDuplicate={() => setNaming({ original: shown })} />
      </EventFormProvider>
      {naming !== null && <EventNameDialog original={naming.original} onClose={() => setNaming(null)} />}
    </div>
  )
}
