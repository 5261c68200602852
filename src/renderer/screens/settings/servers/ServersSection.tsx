import { Server } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAppState } from '../../../connection/use-app-state'
import { Chip } from '../../../ui/Chip'
import { EmptyState } from '../../../ui/EmptyState'
import { AddServer } from './AddServer'
import { ServerCard } from './ServerCard'
import cards from '../Cards.module.css'
import styles from './Servers.module.css'
import { useServerList } from './use-server-list'
import { WarmUpBlock } from './WarmUpBlock'
import { WhenDownFields } from './WhenDownFields'

/** Every ComfyUI server with its state; what is added is looked at once. */
export function ServersSection() {
  const { t } = useTranslation()
  const views = useAppState((state) => state.servers)
  const { servers, isFixed } = useServerList()
  const [freshId, setFreshId] = useState<string | null>(null)
  if (views.length === 0) {
    return (
      <div className={styles.nothing}>
        <EmptyState icon={Server} title={t('servers.empty.title')} text={t('servers.empty.text')}>
          <AddServer onAdded={setFreshId} />
        </EmptyState>
      </div>
    )
  }
  return (
    <>
      <Summary />
      {isFixed && (
        <p className={styles.fixed} role="note">
          {t('servers.fixed')}
        </p>
      )}
      <ul className={cards.list} aria-label={t('servers.list')} tabIndex={-1}>
        {views.map((view) => (
          <ServerCard
            key={view.id}
            view={view}
            server={servers.find(({ id }) => id === view.id) ?? null}
            isFresh={view.id === freshId}
          />
        ))}
      </ul>
      {!isFixed && <AddServer onAdded={setFreshId} />}
      <WarmUpBlock />
      <WhenDownFields />
    </>
  )
}

function Summary() {
  const { t } = useTranslation()
  const used = useAppState((state) => state.servers).filter(({ status }) => status !== 'off')
  const ready = used.filter(({ status }) => status === 'ready').length
  if (used.length < 2) return null
  return (
    <p className={styles.summary}>
      <Chip level={ready === used.length ? 'ready' : ready === 0 ? 'broken' : 'attention'}>
        {t('servers.summary', { ready, all: used.length })}
      </Chip>
    </p>
  )
}
