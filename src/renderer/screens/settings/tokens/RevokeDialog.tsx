import { useTranslation } from 'react-i18next'
import type { ApiToken } from '../../../../contract/api-token'
import { useCommand } from '../../../connection/use-command'
import { Button } from '../../../ui/Button'
import { Dialog } from '../../../ui/Dialog'

interface RevokeDialogProps {
  token: ApiToken
  onDone: () => Promise<void>
  onClose: () => void
}

/** A slip would cut off somebody's program in the middle of the evening. */
export function RevokeDialog({ token, onDone, onClose }: RevokeDialogProps) {
  const { t } = useTranslation()
  const run = useCommand()
  const revoke = async () => {
    await run('tokens.revoke', { id: token.id })
    onClose()
    await onDone()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('tokens.revoking.title', { name: token.name })}
      description={t('tokens.revoking.text')}
      closeLabel={t('app.close')}
      actions={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button kind="danger" onClick={() => void revoke()}>
            {t('tokens.revoking.confirm')}
          </Button>
        </>
      }
    />
  )
}
