import { AppError, errorFactsOf } from '../contract/errors'
import type { TlsFiles } from '../contract/guests'
import { readCertificate, type Certificate } from './http/certificate'
import { openListener, type Listener } from './listener'
import type { Notices } from './notices'
import type { Desktop } from './platform'
import type { SettingsStore } from './settings/settings-store'

type ListenerDeps = Omit<Parameters<typeof openListener>[0], 'server' | 'lan' | 'certificate'>

/** Null where a desktop console goes on without its port, and says so; a headless server would be nothing without one. */
export async function openPort({
  desktop,
  notices,
  settings,
  ...deps
}: ListenerDeps & {
  desktop: Desktop | null
  notices: Notices
  settings: Pick<SettingsStore, 'get' | 'onChange'>
}): Promise<Listener | null> {
  const server = () => settings.get().server
  const { certificate, problem } = tryCertificate(server().tls)
  // the network never gets in plain words what was meant to be kept from it; this machine keeps its console
  const lan = server().lan && problem === null
  if (problem) {
    const facts = errorFactsOf(keptHere(problem))
    notices.raise('certificate', 'attention', facts)
    deps.log.warn(facts.message, { hint: facts.hint })
  }
  followFiles({ settings, notices })
  try {
    return await openListener({ ...deps, server, lan, certificate })
  } catch (error) {
    if (!desktop || !(error instanceof AppError)) throw error
    notices.raise('port', 'attention', errorFactsOf(error))
    return null
  }
}

/** It is used from the next start on; whoever sets it learns now whether it will do. */
function followFiles({ settings, notices }: { settings: Pick<SettingsStore, 'get' | 'onChange'>; notices: Notices }) {
  const filesNow = () => JSON.stringify(settings.get().server.tls)
  let known = filesNow()
  settings.onChange(() => {
    if (filesNow() === known) return
    known = filesNow()
    const { problem } = tryCertificate(settings.get().server.tls)
    if (problem) notices.raise('certificate', 'attention', errorFactsOf(problem))
    else notices.clear('certificate')
  })
}

function tryCertificate(files: TlsFiles | null): { certificate: Certificate | null; problem: AppError | null } {
  try {
    return { certificate: files && readCertificate(files), problem: null }
  } catch (error) {
    if (error instanceof AppError) return { certificate: null, problem: error }
    throw error
  }
}

function keptHere({ message, params }: AppError): AppError {
  const words = `${message} Until then only this computer reaches the console.`
  const hint = 'Mend the file or clear the certificate in Settings, Network; then start the console again.'
  return new AppError('console_certificate', words, hint, params && { params })
}
