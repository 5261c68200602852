import { Plus } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../../connection/use-command'
import { Button } from '../../../ui/Button'
import { Dialog } from '../../../ui/Dialog'
import { Select } from '../../../ui/Select'
import { TextField } from '../../../ui/TextField'
import { useToast } from '../../../ui/Toast'
import settingsStyles from '../Settings.module.css'
import styles from './Servers.module.css'
import { emptySignIn, headersOf, type SignIn } from './sign-in'

const kinds = ['bearer', 'basic', 'own'] as const
const mostHeaders = 8

/** Asks for what is sent with every request; what was set before is replaced and never shown. */
export function SignInDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const [signIn, setSignIn] = useState<SignIn>(emptySignIn)
  const [isTried, setTried] = useState(false)
  const headers = headersOf(signIn)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (headers === null || (await run('servers.setHeaders', { id, headers })) === null) return
    showToast({ level: 'ready', title: t('servers.signIn.saved'), text: name })
    onClose()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('servers.signIn.title', { name })}
      description={t('servers.signIn.text')}
      closeLabel={t('app.close')}
    >
      <form className={settingsStyles.form} onSubmit={(event) => void save(event)}>
        <Select
          label={t('servers.signIn.kind')}
          showLabel
          value={signIn.kind}
          options={kinds.map((value) => ({ value, label: t(`servers.signIn.kinds.${value}`) }))}
          onChange={(kind) => setSignIn({ ...signIn, kind })}
        />
        <Inputs signIn={signIn} onChange={(parts) => setSignIn({ ...signIn, ...parts })} />
        {isTried && headers === null && (
          <p className={settingsStyles.error} role="alert">
            {t('servers.signIn.wrong')}
          </p>
        )}
        <div className={settingsStyles.formActions}>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button kind="primary" type="submit">
            {t('servers.signIn.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function Inputs({ signIn, onChange }: { signIn: SignIn; onChange: (parts: Partial<SignIn>) => void }) {
  const { t } = useTranslation()
  const { kind, token, user, password } = signIn
  if (kind === 'own') return <OwnHeaders headers={signIn.headers} onChange={(headers) => onChange({ headers })} />
  if (kind === 'bearer') {
    return <Secret label={t('servers.signIn.token')} value={token} onChange={(text) => onChange({ token: text })} />
  }
  return (
    <>
      <TextField
        label={t('servers.signIn.user')}
        maxLength={200}
        value={user}
        onChange={(event) => onChange({ user: event.target.value })}
      />
      <Secret label={t('servers.signIn.password')} value={password} onChange={(text) => onChange({ password: text })} />
    </>
  )
}

function Secret({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  return (
    <TextField
      label={label}
      type="password"
      autoComplete="new-password"
      maxLength={3000}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

type Headers = SignIn['headers']

function OwnHeaders({ headers, onChange }: { headers: Headers; onChange: (headers: Headers) => void }) {
  const { t } = useTranslation()
  const set = (place: number, parts: Partial<Headers[number]>) =>
    onChange(headers.map((header, at) => (at === place ? { ...header, ...parts } : header)))
  return (
    <>
      {headers.map(({ name, value }, place) => (
        <div key={place} className={styles.header}>
          <TextField
            label={t('servers.signIn.header')}
            placeholder="X-Api-Key"
            maxLength={60}
            value={name}
            onChange={(event) => set(place, { name: event.target.value })}
          />
          <Secret label={t('servers.signIn.value')} value={value} onChange={(text) => set(place, { value: text })} />
        </div>
      ))}
      {headers.length < mostHeaders && (
        <Button kind="quiet" icon={Plus} onClick={() => onChange([...headers, { name: '', value: '' }])}>
          {t('servers.signIn.moreHeaders')}
        </Button>
      )}
    </>
  )
}
