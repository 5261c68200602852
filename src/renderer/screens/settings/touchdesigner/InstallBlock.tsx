import { PackageOpen } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CommandOutput } from '../../../../contract/commands'
import { useCommand } from '../../../connection/use-command'
import { Button } from '../../../ui/Button'
import { TextField } from '../../../ui/TextField'
import cards from '../Cards.module.css'
import { CopyLine } from '../CopyLine'
import settingsStyles from '../Settings.module.css'
import styles from './Touchdesigner.module.css'

type Lines = CommandOutput<'td.install'>

/** The new scripts: put where TouchDesigner finds them, and the line that builds the component with them. */
export function InstallBlock() {
  const { t } = useTranslation()
  const run = useCommand()
  const [name, setName] = useState('Stage 1')
  const [lines, setLines] = useState<Lines | null>(null)
  const prepare = async () => setLines(await run('td.install', { name }))
  return (
    <section className={cards.group}>
      <h3>{t('touchdesigner.install.title')}</h3>
      <p className={settingsStyles.hint}>{t('touchdesigner.install.text')}</p>
      <div className={styles.prepare}>
        <TextField
          label={t('touchdesigner.install.name')}
          value={name}
          maxLength={80}
          onChange={(event) => setName(event.target.value)}
        />
        <Button icon={PackageOpen} disabled={name.trim() === ''} onClick={() => void prepare()}>
          {t('touchdesigner.install.prepare')}
        </Button>
      </div>
      {lines !== null && <Prepared lines={lines} />}
    </section>
  )
}

function Prepared({ lines }: { lines: Lines }) {
  const { t } = useTranslation()
  return (
    <div className={styles.lines} role="status">
      <p className={settingsStyles.hint}>{t('touchdesigner.install.done', { folder: lines.folder })}</p>
      <CopyLine label={t('touchdesigner.install.here')} text={lines.here} />
      {lines.elsewhere.length === 0 && <p className={settingsStyles.hint}>{t('touchdesigner.install.closed')}</p>}
      {lines.elsewhere.map((text) => (
        <CopyLine
          key={text}
          label={t('touchdesigner.install.elsewhere')}
          hint={t('touchdesigner.install.secret')}
          text={text}
        />
      ))}
    </div>
  )
}
