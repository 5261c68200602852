import { KeyRound } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenScope } from '../../../../contract/api-token'
import type { CommandOutput } from '../../../../contract/commands'
import { useCommand } from '../../../connection/use-command'
import { Button } from '../../../ui/Button'
import { Select } from '../../../ui/Select'
import { TextField } from '../../../ui/TextField'
import { CopyLine } from '../CopyLine'
import styles from '../Settings.module.css'

const scopes = ['jobs', 'program'] as const satisfies readonly TokenScope[]

/** Asks for a name and shows the token; it is forgotten here when the operator has it or leaves. */
export function NewToken({ onMade }: { onMade: () => Promise<void> }) {
  const { t } = useTranslation()
  const run = useCommand()
  const [name, setName] = useState('')
  const [scope, setScope] = useState<TokenScope>('jobs')
  const [made, setMade] = useState<CommandOutput<'tokens.create'> | null>(null)
  const create = async (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return
    const token = await run('tokens.create', { name, scope })
    if (token === null) return
    setMade(token)
    setName('')
    await onMade()
  }
  if (made !== null) return <Made made={made} onDone={() => setMade(null)} />
  return (
    <form className={styles.form} onSubmit={(event) => void create(event)}>
      <TextField
        label={t('tokens.name')}
        value={name}
        placeholder={t('tokens.example')}
        maxLength={60}
        onChange={(event) => setName(event.target.value)}
      />
      <div className={styles.buttons}>
        <Select
          label={t('tokens.scope')}
          value={scope}
          options={scopes.map((value) => ({ value, label: t(`tokens.scopes.${value}`) }))}
          onChange={setScope}
        />
        <Button icon={KeyRound} type="submit" disabled={name.trim() === ''}>
          {t('tokens.create')}
        </Button>
      </div>
    </form>
  )
}

function Made({ made, onDone }: { made: CommandOutput<'tokens.create'>; onDone: () => void }) {
  const { t } = useTranslation()
  return (
    <div className={styles.pairing} role="status">
      <CopyLine
        label={t('tokens.made', { name: made.facts.name })}
        hint={t('tokens.once')}
        text={made.token}
        rows={2}
      />
      <div className={styles.buttons}>
        <Button onClick={onDone}>{t('tokens.done')}</Button>
      </div>
    </div>
  )
}
