import { AppError } from '../contract/errors'
import type { Flags } from './flags'
import type { Styles } from './styles/styles'

/** `--backend` means the first style of that backend, unless a style was named too. */
export function withStyleOfBackend(flags: Flags, styles: Styles): Flags {
  if (flags.backend === undefined || flags.style !== undefined) return flags
  const style = styles.all().find((one) => one.backend === flags.backend)
  if (style) return { ...flags, style: style.name }
  throw new AppError(
    'backend_unknown',
    `No style uses the backend "${flags.backend}".`,
    'Choose another with --backend.',
    {
      params: { backend: flags.backend },
    },
  )
}
