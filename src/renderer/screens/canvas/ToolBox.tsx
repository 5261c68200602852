import { Brush as BrushIcon, Eraser } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Choice, ChoiceGroup } from './ChoiceGroup'
import { colors, opacities, sizesPx, type Brush } from './drawing/brush'
import styles from './ToolBox.module.css'

const tools = [
  { name: 'brush', Icon: BrushIcon },
  { name: 'eraser', Icon: Eraser },
] as const
/** How large a size looks in its button; true sizes would not fit. */
const dotPx = [6, 11, 18, 28] as const

/** Brush and eraser, colours, sizes, opacities: one of each is chosen. */
export function ToolBox({ brush, onChange }: { brush: Brush; onChange: (brush: Brush) => void }) {
  const { t } = useTranslation()
  const percent = (ratio: number) => Math.round(ratio * 100)
  return (
    <>
      <ChoiceGroup name="tool" label={t('canvas.tool')}>
        {tools.map(({ name, Icon }) => (
          <Choice
            key={name}
            group="tool"
            label={t(`canvas.${name}`)}
            isChosen={brush.tool === name}
            onChoose={() => onChange({ ...brush, tool: name })}
          >
            <Icon aria-hidden className={styles.icon} />
          </Choice>
        ))}
      </ChoiceGroup>
      <ChoiceGroup name="color" label={t('canvas.color')}>
        {colors.map(({ name, value }) => (
          <Choice
            key={name}
            group="color"
            label={t(`canvas.colors.${name}`)}
            isChosen={brush.color === name && brush.tool === 'brush'}
            onChoose={() => onChange({ ...brush, color: name, tool: 'brush' })}
          >
            <span className={styles.paint} style={{ background: value }} />
          </Choice>
        ))}
      </ChoiceGroup>
      <ChoiceGroup name="size" label={t('canvas.size')}>
        {sizesPx.map((sizePx, i) => (
          <Choice
            key={sizePx}
            group="size"
            label={t('canvas.sizeOf', { place: i + 1, count: sizesPx.length })}
            isChosen={brush.sizePx === sizePx}
            onChoose={() => onChange({ ...brush, sizePx })}
          >
            <span className={styles.dot} style={{ width: dotPx[i], height: dotPx[i] }} />
          </Choice>
        ))}
      </ChoiceGroup>
      <ChoiceGroup name="opacity" label={t('canvas.opacity')}>
        {opacities.map((opacity) => (
          <Choice
            key={opacity}
            group="opacity"
            label={t('canvas.opacityOf', { percent: percent(opacity) })}
            isChosen={brush.opacity === opacity}
            onChoose={() => onChange({ ...brush, opacity })}
          >
            <span className={styles.glass}>
              <span className={styles.glassPaint} style={{ opacity }} />
            </span>
          </Choice>
        ))}
      </ChoiceGroup>
    </>
  )
}
