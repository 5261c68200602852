import { AppError, errorFactsOf } from '../contract/errors'
import type { Notices } from './notices'
import type { Secrets } from './settings/secrets'
import type { SettingsStore } from './settings/settings-store'
import type { Styles } from './styles/styles'

/** In place of the port, before it is open and where it could not be opened. */
export function refuseUnheard(): never {
  throw new AppError('not_possible_now', 'The port of the console is not open.', 'Look at the notices for the reason.')
}

/** Of a job that is saved, or was. */
export function refuseMissing(jobId: string): never {
  throw new AppError(
    'not_found',
    `The picture of job ${jobId} is not to be found.`,
    'Look at the share: is it connected?',
  )
}

/** What the operator has to know of what could not be read at the start; the booth runs all the same. */
export function tellStartProblems(
  notices: Notices,
  read: { settings: SettingsStore; secrets: Secrets; styles: Styles },
): void {
  const settings = read.settings.problem()
  if (settings) notices.raise('settings', 'attention', settings)
  const secrets = read.secrets.problem()
  if (secrets) notices.raise('secrets', 'attention', errorFactsOf(secrets))
  for (const { name, error } of read.styles.broken()) notices.raise(`style-${name}`, 'attention', error)
}
