import { X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ApiToken } from '../../../../contract/api-token'
import { useFormat } from '../../../i18n/format'
import { IconButton } from '../../../ui/IconButton'
import { Field } from '../Field'
import styles from '../Settings.module.css'
import { NewToken } from './NewToken'
import { RevokeDialog } from './RevokeDialog'
import { useTokens } from './use-tokens'

/** Which programs may come in by a token; each can be cut off. */
export function TokensField() {
  const { t } = useTranslation()
  const { tokens, look } = useTokens()
  const [leaving, setLeaving] = useState<ApiToken | null>(null)
  return (
    <Field label={t('tokens.title')} hint={t('tokens.hint')}>
      {tokens.length === 0 ? (
        <p className={styles.hint}>{t('tokens.none')}</p>
      ) : (
        <ul className={styles.list}>
          {tokens.map((token) => (
            <TokenLine key={token.id} token={token} onRevoke={() => setLeaving(token)} />
          ))}
        </ul>
      )}
      <NewToken onMade={look} />
      {leaving !== null && <RevokeDialog token={leaving} onDone={look} onClose={() => setLeaving(null)} />}
    </Field>
  )
}

function TokenLine({ token, onRevoke }: { token: ApiToken; onRevoke: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { name, scope, lastUsedAtMs } = token
  const when = lastUsedAtMs === null ? '' : `${format.day(lastUsedAtMs)}, ${format.shortTime(lastUsedAtMs)}`
  return (
    <li className={styles.listItem}>
      <span>
        {name}{' '}
        <span className={styles.hint}>
          {t(`tokens.scopes.${scope}`)}, {when === '' ? t('tokens.neverUsed') : t('tokens.usedAt', { when })}
        </span>
      </span>
      <IconButton icon={X} label={t('tokens.revoke', { name })} onClick={onRevoke} />
    </li>
  )
}
