import { Plus, Radar } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../../../connection/use-command'
import { Button } from '../../../ui/Button'
import { Dialog } from '../../../ui/Dialog'
import { TextField } from '../../../ui/TextField'
import settingsStyles from '../Settings.module.css'
import { typedUrl } from './server-words'
import styles from './Servers.module.css'
import { mostServers, useServerList } from './use-server-list'

/** By address, or found on this computer. */
export function AddServer({ onAdded }: { onAdded: (id: string) => void }) {
  const { t } = useTranslation()
  const { servers, add } = useServerList()
  const [isAdding, setAdding] = useState(false)
  const isFull = servers.length >= mostServers
  const take = async (url: string, name = '') => {
    const id = await add(url, name)
    if (id !== null) onAdded(id)
    return id !== null
  }
  return (
    <div className={styles.adding}>
      <div className={settingsStyles.buttons}>
        <Button
          kind={servers.length === 0 ? 'primary' : 'plain'}
          icon={Plus}
          disabled={isFull}
          onClick={() => setAdding(true)}
        >
          {t('servers.add')}
        </Button>
        <Finder onTake={(url) => void take(url)} isFull={isFull} />
      </div>
      {isFull && <p className={settingsStyles.hint}>{t('servers.tooMany')}</p>}
      {isAdding && <AddDialog onTake={take} onClose={() => setAdding(false)} />}
    </div>
  )
}

const ports = '8188, 8000, 8999, 8111'

function Finder({ onTake, isFull }: { onTake: (url: string) => void; isFull: boolean }) {
  const { t } = useTranslation()
  const run = useCommand()
  const { servers } = useServerList()
  const [found, setFound] = useState<readonly string[] | null>(null)
  const [isLooking, setLooking] = useState(false)
  const look = async () => {
    setLooking(true)
    const answer = await run('servers.find', {})
    setFound(answer?.urls ?? null)
    setLooking(false)
  }
  const news = found?.filter((url) => !servers.some((server) => server.url === url))
  return (
    <>
      <Button icon={Radar} pending={isLooking} onClick={() => void look()}>
        {t(isLooking ? 'servers.finding' : 'servers.find')}
      </Button>
      <div className={styles.found} role="status">
        {news?.length === 0 && found?.length === 0 && (
          <p className={settingsStyles.hint}>{t('servers.notFound', { ports })}</p>
        )}
        {news !== undefined && news.length > 0 && (
          <>
            <p className={settingsStyles.hint}>{t('servers.found')}</p>
            {news.map((url) => (
              <Button key={url} icon={Plus} disabled={isFull} onClick={() => onTake(url)}>
                {t('servers.addFound', { url })}
              </Button>
            ))}
          </>
        )}
      </div>
    </>
  )
}

interface AddDialogProps {
  /** Resolves with whether it was taken. */
  onTake: (url: string, name: string) => Promise<boolean>
  onClose: () => void
}

function AddDialog({ onTake, onClose }: AddDialogProps) {
  const { t } = useTranslation()
  const { servers } = useServerList()
  const [address, setAddress] = useState('')
  const [name, setName] = useState('')
  const [isTried, setTried] = useState(false)
  const url = typedUrl(address)
  const isTaken = servers.some((server) => server.url.replace(/\/+$/, '') === url)
  const problem = url === null ? t('servers.addressWrong') : isTaken ? t('servers.addressTaken') : null
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (url !== null && problem === null && (await onTake(url, name.trim()))) onClose()
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t('servers.addTitle')} closeLabel={t('app.close')}>
      <form className={settingsStyles.form} onSubmit={(event) => void save(event)}>
        <TextField
          label={t('servers.address')}
          hint={t('servers.addText')}
          placeholder="192.168.1.40:8188"
          inputMode="url"
          maxLength={300}
          value={address}
          error={isTried ? problem : null}
          onChange={(event) => setAddress(event.target.value)}
        />
        <TextField
          label={t('servers.name')}
          hint={t('servers.nameHint')}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <div className={settingsStyles.formActions}>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button kind="primary" type="submit">
            {t('servers.add')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
