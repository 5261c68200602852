import { useState, type ReactNode } from 'react'
import { TextField } from '../../ui/TextField'

export interface TextSettingProps {
  label: string
  value: string
  error: string | null
  /** Called on Enter and when the field is left, when the text is another one. */
  onCommit: (text: string) => void
  onDraft?: (text: string) => void
  numeric?: boolean
  placeholder?: string
  maxLength?: number
  end?: ReactNode
}

/** A line of text that is saved when it is left; Esc brings the saved one back. A refused text stays, with its reason. */
export function TextSetting(props: TextSettingProps) {
  const { label, value, error, onCommit, onDraft, numeric = false, placeholder, maxLength = 200, end } = props
  const [draft, setDraft] = useState(value)
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    setDraft(value)
  }
  const edit = (text: string) => {
    setDraft(text)
    onDraft?.(text)
  }
  const commit = () => {
    if (draft !== value) onCommit(draft)
  }
  return (
    <TextField
      label={label}
      labelHidden
      value={draft}
      error={error}
      maxLength={maxLength}
      placeholder={placeholder}
      inputMode={numeric ? 'numeric' : 'text'}
      end={end}
      onChange={(event) => edit(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
        if (event.key === 'Escape') edit(value)
      }}
    />
  )
}
