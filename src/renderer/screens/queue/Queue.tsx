import { ListOrdered } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAppState } from '../../connection/use-app-state'
import { goTo } from '../../navigation'
import { Button } from '../../ui/Button'
import { EmptyState } from '../../ui/EmptyState'
import { QueueHead } from './QueueHead'
import { QueueList } from './QueueList'
import styles from './Queue.module.css'

/** Every job, each as one row: what waits, what runs, what failed and why, what is done. */
export function Queue() {
  const hasJobs = useAppState(({ jobs }) => Object.keys(jobs).length > 0)
  return (
    <section className={styles.screen}>
      <QueueHead />
      {hasJobs ? <QueueList /> : <NothingYet />}
    </section>
  )
}

function NothingYet() {
  const { t } = useTranslation()
  return (
    <EmptyState icon={ListOrdered} title={t('queue.empty.title')} text={t('queue.empty.text')}>
      <Button kind="primary" onClick={() => goTo('live')}>
        {t('queue.empty.toLive')}
      </Button>
    </EmptyState>
  )
}
