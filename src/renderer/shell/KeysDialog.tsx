import { useTranslation } from 'react-i18next'
import { Dialog } from '../ui/Dialog'
import styles from './KeysDialog.module.css'

/** What each part of the console answers to, in the order of the rail. */
const groups = [
  { name: 'everywhere', keys: ['screens', 'settings', 'close', 'keys'] },
  { name: 'live', keys: ['shoot', 'favourite', 'reject'] },
  { name: 'gallery', keys: ['move', 'mark', 'large', 'compare', 'favourite', 'reject', 'undo', 'all', 'zip'] },
  { name: 'guests', keys: ['leave'] },
] as const

/** All keys on one sheet, for whoever stands here for the first time. */
export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useTranslation()
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('keys.title')} closeLabel={t('app.close')} wide keepsFocus>
      <div className={styles.groups}>
        {groups.map(({ name, keys }) => (
          <section key={name}>
            <h3>{t(`keys.groups.${name}`)}</h3>
            <dl className={styles.keys}>
              {keys.map((key) => (
                <div key={key}>
                  <dt>
                    <kbd>{t(`keys.${key}.key`)}</kbd>
                  </dt>
                  <dd>{t(`keys.${key}.does`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
