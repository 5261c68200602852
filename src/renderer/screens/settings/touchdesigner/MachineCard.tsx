import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { TdMachineView } from '../../../../contract/touchdesigner'
import { errorText } from '../../../i18n/error-text'
import { Button } from '../../../ui/Button'
import { Chip } from '../../../ui/Chip'
import { Field } from '../Field'
import { useSettingsForm } from '../settings-form'
import { TextSetting } from '../TextSetting'
import { checkWords } from './check-words'
import { stagesWith } from './stage-folders'
import { troubleWords } from './trouble-words'
import cards from '../Cards.module.css'
import styles from './Touchdesigner.module.css'

/** One machine: who it is, whether it gets the captures, what it says of itself, and where it sees the share. */
export function MachineCard({ machine }: { machine: TdMachineView }) {
  const { t } = useTranslation()
  const headingId = useId()
  return (
    <li>
      <article className={cards.card} aria-labelledby={headingId}>
        <header className={cards.head}>
          <h3 id={headingId}>{machine.name}</h3>
          <Standing machine={machine} />
        </header>
        <p className={styles.line}>
          <code>{machine.address}</code>
          <span>
            {t(machine.saidHello ? 'touchdesigner.scripts' : 'touchdesigner.plain', { version: machine.version })}
          </span>
          {machine.build !== '' && <span>TouchDesigner {machine.build}</span>}
          {machine.state !== null && <span>{t(`touchdesigner.state.${machine.state}`)}</span>}
        </p>
        {machine.trouble !== null && <p className={styles.trouble}>{troubleWords(t, machine.trouble)}</p>}
        <Checks machine={machine} />
        <Choice machine={machine} />
        <FolderField machine={machine} />
      </article>
    </li>
  )
}

function Standing({ machine: { connected, standing } }: { machine: TdMachineView }) {
  const { t } = useTranslation()
  if (!connected) return <Chip level="broken">{t('touchdesigner.gone')}</Chip>
  return <Chip level={standing === 'active' ? 'ready' : 'idle'}>{t(`touchdesigner.standing.${standing}`)}</Chip>
}

function Checks({ machine: { checks } }: { machine: TdMachineView }) {
  const { t } = useTranslation()
  if (checks.length === 0) return null
  return (
    <ul className={styles.checks} aria-label={t('touchdesigner.checks')}>
      {checks.map((check) => {
        const { name, detail } = checkWords(t, check)
        return (
          <li key={check.name}>
            <Chip level={check.ok ? 'ready' : 'attention'} size="small">
              {name}
            </Chip>
            <span>{detail}</span>
          </li>
        )
      })}
    </ul>
  )
}

/** The operator's choice holds until it is taken back; without one the first machine that came is active. */
function Choice({ machine }: { machine: TdMachineView }) {
  const { t } = useTranslation()
  const { settings, change } = useSettingsForm()
  const isChosen = settings.touchdesigner.activeMachine === machine.id
  const choose = (activeMachine: string) =>
    void change('touchdesigner.activeMachine', t('touchdesigner.active'), { touchdesigner: { activeMachine } })
  return (
    <div className={styles.actions}>
      {isChosen ? (
        <Button onClick={() => choose('')}>{t('touchdesigner.unchoose')}</Button>
      ) : (
        <Button onClick={() => choose(machine.id)}>
          {t(machine.standing === 'active' ? 'touchdesigner.keepActive' : 'touchdesigner.makeActive')}
        </Button>
      )}
    </div>
  )
}

function FolderField({ machine }: { machine: TdMachineView }) {
  const { t } = useTranslation()
  const { settings, refusals, change } = useSettingsForm()
  if (!machine.saidHello) return null
  const known = settings.stages.find(({ name }) => name.toLowerCase() === machine.name.toLowerCase())
  const label = t('touchdesigner.folder')
  const field = `stages.${machine.id}`
  const error = refusals[field]
  const commit = (remoteFolder: string) =>
    void change(field, label, { stages: stagesWith(settings.stages, { name: machine.name, remoteFolder }) })
  return (
    <Field label={label} hint={t('touchdesigner.folderHint')}>
      <TextSetting
        label={`${label}: ${machine.name}`}
        value={known?.remoteFolder ?? ''}
        placeholder={'E:\\Photocall'}
        maxLength={400}
        error={error ? errorText(t, error).hint : null}
        onCommit={commit}
      />
    </Field>
  )
}
