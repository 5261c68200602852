import { ImagePlus } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../../ui/IconButton'
import { useUpload } from './use-upload'

/** Pictures from files, for those who do not drag. */
export function UploadButton() {
  const { t } = useTranslation()
  const upload = useUpload()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton icon={ImagePlus} label={t('live.upload')} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept="image/jpeg,image/png,image/webp"
        onChange={({ currentTarget }) => {
          void upload([...(currentTarget.files ?? [])])
          currentTarget.value = ''
        }}
      />
    </>
  )
}
