import { KeyRound, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ServerSettings, ServerView } from '../../../../contract/server'
import { useCommand } from '../../../connection/use-command'
import { Button } from '../../../ui/Button'
import { Chip } from '../../../ui/Chip'
import { Slider } from '../../../ui/Slider'
import { Switch } from '../../../ui/Switch'
import { useToast } from '../../../ui/Toast'
import { Field } from '../Field'
import { useSettingsForm } from '../settings-form'
import settingsStyles from '../Settings.module.css'
import { TextSetting } from '../TextSetting'
import { isLocal, typedUrl } from './server-words'
import styles from './Servers.module.css'
import { SignInDialog } from './SignInDialog'
import { useServerList } from './use-server-list'

/** How one server is set up; each field is saved when it is left. */
export function ServerFields({ server, view }: { server: ServerSettings; view: ServerView }) {
  return (
    <div className={styles.fields}>
      <TextFieldOf server={server} field="name" label="servers.name" hint="servers.nameHint" />
      <AddressField server={server} />
      <SlotsField server={server} />
      <SignInField view={view} />
      {(isLocal(server.url) || server.startCommand !== '') && (
        <TextFieldOf
          server={server}
          field="startCommand"
          label="servers.fields.startCommand"
          hint="servers.fields.startCommandHint"
        />
      )}
      <OutputDirField server={server} />
      <EnabledField server={server} />
    </div>
  )
}

interface TextFieldOfProps {
  server: ServerSettings
  field: 'name' | 'startCommand'
  label: 'servers.name' | 'servers.fields.startCommand'
  hint: 'servers.nameHint' | 'servers.fields.startCommandHint'
}

function TextFieldOf({ server, field, label, hint }: TextFieldOfProps) {
  const { t } = useTranslation()
  const { alter } = useServerList()
  const error = useRefusal(server.id, field)
  const words = t(label)
  return (
    <Field label={words} hint={t(hint)}>
      <TextSetting
        label={words}
        value={server[field]}
        maxLength={field === 'name' ? 60 : 1000}
        placeholder={field === 'name' ? server.url : 'python main.py --listen'}
        error={error}
        onCommit={(text) => void alter(server.id, field, words, { [field]: text.trim() })}
      />
    </Field>
  )
}

function useRefusal(id: string, field: string): string | null {
  const { t } = useTranslation()
  const { refusals } = useSettingsForm()
  return refusals[`${id}.${field}`] ? t('servers.fields.refused') : null
}

function AddressField({ server }: { server: ServerSettings }) {
  const { t } = useTranslation()
  const { servers, alter } = useServerList()
  const [problem, setProblem] = useState<string | null>(null)
  const label = t('servers.fields.address')
  const set = (typed: string) => {
    const url = typedUrl(typed)
    const isTaken = servers.some((other) => other.id !== server.id && other.url === url)
    setProblem(url === null ? t('servers.addressWrong') : isTaken ? t('servers.addressTaken') : null)
    if (url !== null && !isTaken && url !== server.url) void alter(server.id, 'url', label, { url })
  }
  return (
    <Field label={label} hint={t('servers.fields.addressHint')}>
      <TextSetting
        label={label}
        value={server.url}
        maxLength={300}
        error={problem}
        onDraft={() => setProblem(null)}
        onCommit={set}
      />
    </Field>
  )
}

function SlotsField({ server }: { server: ServerSettings }) {
  const { t } = useTranslation()
  const { alter } = useServerList()
  const label = t('servers.fields.slots')
  return (
    <Field label={label} hint={t('servers.fields.slotsHint')}>
      <Slider
        label={label}
        min={1}
        max={8}
        value={server.slots}
        onCommit={(slots) => void alter(server.id, 'slots', label, { slots })}
      />
    </Field>
  )
}

function SignInField({ view: { id, name, headerNames } }: { view: ServerView }) {
  const { t } = useTranslation()
  const run = useCommand()
  const showToast = useToast()
  const [isOpen, setOpen] = useState(false)
  const isSet = headerNames.length > 0
  const remove = async () => {
    if ((await run('servers.setHeaders', { id, headers: null })) === null) return
    showToast({ level: 'ready', title: t('servers.signIn.removed'), text: name })
  }
  return (
    <Field label={t('servers.fields.signIn')} hint={t('servers.fields.signInHint')}>
      <Chip level={isSet ? 'ready' : 'idle'}>
        {isSet ? t('servers.fields.signInSet', { names: headerNames.join(', ') }) : t('servers.fields.signInNone')}
      </Chip>
      <div className={settingsStyles.buttons}>
        <Button icon={KeyRound} onClick={() => setOpen(true)}>
          {t(isSet ? 'servers.fields.signInChange' : 'servers.fields.signInSetUp')}
        </Button>
        {isSet && (
          <Button kind="quiet" icon={X} onClick={() => void remove()}>
            {t('servers.fields.signInRemove')}
          </Button>
        )}
      </div>
      {isOpen && <SignInDialog id={id} name={name} onClose={() => setOpen(false)} />}
    </Field>
  )
}

function OutputDirField({ server }: { server: ServerSettings }) {
  const { t } = useTranslation()
  const { alter } = useServerList()
  const error = useRefusal(server.id, 'outputDir')
  const label = t('servers.fields.outputDir')
  return (
    <Field label={label} hint={t('servers.fields.outputDirHint')}>
      <TextSetting
        label={label}
        value={server.outputDir ?? ''}
        maxLength={400}
        error={error}
        onCommit={(dir) =>
          void alter(server.id, 'outputDir', label, { outputDir: dir.trim() === '' ? null : dir.trim() })
        }
      />
    </Field>
  )
}

function EnabledField({ server }: { server: ServerSettings }) {
  const { t } = useTranslation()
  const { alter } = useServerList()
  const label = t('servers.fields.enabled')
  return (
    <Field label={label} hint={t('servers.fields.enabledHint')}>
      <Switch
        label={label}
        checked={server.enabled}
        onChange={(enabled) => void alter(server.id, 'enabled', label, { enabled })}
      />
    </Field>
  )
}
