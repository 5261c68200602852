import type { TFunction } from 'i18next'
import type { JobView } from '../../contract/job'

const framedOriginal = 'framed-original'

/** Why the picture is not in the style that was asked for; null where it is. */
export function standInWords(
  t: TFunction,
  made: { style: string | null; standIn?: JobView['standIn'] | null },
  styleTitle: (name: string) => string,
): string | null {
  const { style, standIn } = made
  if (!standIn || style === null) return null
  const asked = styleTitle(standIn.style)
  if (style === framedOriginal) return t('app.standIn.original', { asked })
  const words = standIn.backend === 'touchdesigner' ? 'app.standIn.stage' : 'app.standIn.style'
  return t(words, { style: styleTitle(style), asked })
}
