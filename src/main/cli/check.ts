import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { errorFactsOf } from '../../contract/errors'
import { activeEventOf, settings as settingsShape, type Settings } from '../../contract/settings'
import { nearestExisting } from '../data-disk'
import {
  dataDirOf,
  jobTimeoutSecOf,
  overlayOf,
  parseEnvironment,
  parseFlags,
  type Environment,
  type Flags,
} from '../flags'
import { loadBoothStyles } from '../booth-styles'
import { dataFolderAt } from '../jobs/data-folder'
import { systemClock } from '../lib/clock'
import { freeBytes } from '../lib/files'
import { createNodePlatform } from '../node-platform'
import { merge, parseStored } from '../settings/settings-store'
import { parsePattern } from '../share/name-pattern'
import { checkCertificates } from './check-certificates'
import { checkData } from './check-data'
import { checkSecrets } from './check-secrets'
import { checkServers } from './check-servers'
import { checkShare } from './check-share'
import { exitCodes } from './exit-code'
import { bad, gigabytes, note, ok, type Finding } from './finding'
import type { Terminal } from './output'

interface Facts {
  dataDir: string
  flags: Flags
  environment: Environment
  settings: Settings
}

/** `photocall check`: looks, and mends what it can with `--repair`; 0 when nothing bad is left, else 4. */
export async function runCheck(args: string[], terminal: Terminal): Promise<number> {
  const repairs = args.includes('--repair')
  const rest = args.filter((arg) => arg !== '--repair')
  const findings = await findingsOf(rest, repairs)
  for (const { level, topic, fact, fix } of findings) {
    const word = { ok: 'ok  ', note: 'note', bad: 'BAD ' }[level]
    terminal.out(`${word}  ${topic.padEnd(12)}  ${fact}\n`)
    if (fix) terminal.out(`${' '.repeat(20)}-> ${fix}\n`)
  }
  const bad = findings.filter(({ level }) => level === 'bad').length
  terminal.out(bad === 0 ? 'Ready.\n' : `${bad} to mend.\n`)
  return bad === 0 ? exitCodes.done : exitCodes.failed
}

async function findingsOf(args: string[], repairs: boolean): Promise<Finding[]> {
  const flags = parseFlags(args, { strict: true })
  const environment = parseEnvironment(process.env)
  const dataDir = dataDirOf(flags, environment)
  const { settings, finding } = await readSettings(join(dataDir, 'settings.json'), flags, environment)
  const facts = { dataDir, flags, environment, settings }
  const data = () => checkData({ dataDir, repairs, platform: createNodePlatform() })
  const servers = async () => {
    const { all } = await loadBoothStyles({ shippedDir: createNodePlatform().stylesDir, dataDir })
    return checkServers({ settings, styles: all(), secretsFile: dataFolderAt(dataDir).secrets })
  }
  const certificates = () => checkCertificates(settings, systemClock.nowMs())
  const secrets = () => checkSecrets(dataFolderAt(dataDir).secrets)
  const looks = [
    data,
    checkSpace,
    lookAtShare,
    checkPattern,
    checkStyles,
    servers,
    checkPort,
    certificates,
    secrets,
    checkEnvironment,
  ]
  const findings = [checkRuntime(), finding]
  for (const look of looks) findings.push(...(await look(facts)))
  return findings
}

function checkRuntime(): Finding {
  const [major] = process.versions.node.split('.').map(Number)
  const fact = `Node ${process.versions.node} on ${process.platform} ${process.arch}`
  return (major ?? 0) >= 20 ? ok('runtime', fact) : bad('runtime', fact, 'Install Node 20 or newer.')
}

async function readSettings(path: string, flags: Flags, environment: Environment) {
  const overlay = overlayOf(flags, environment).patch
  const defaults = settingsShape.parse({})
  const inForce = (stored: Settings) => settingsShape.parse(merge(stored, overlay))
  if (!existsSync(path))
    return { settings: inForce(defaults), finding: ok('settings', 'none yet: the defaults are in force') }
  try {
    const stored = parseStored(JSON.parse(await readFile(path, 'utf8')))
    return { settings: inForce(stored), finding: ok('settings', path) }
  } catch {
    // told as a finding: this command is here to say so
    const fix = 'It is set aside at the next start, and the defaults are used. Mend or delete it.'
    return { settings: inForce(defaults), finding: bad('settings', `${path} is not valid`, fix) }
  }
}

async function checkSpace({ dataDir }: Facts): Promise<Finding[]> {
  const free = await freeBytes(nearestExisting(dataDir))
  const fact = `${gigabytes(free)} free where the pictures are kept`
  return [free < 2e9 ? bad('disk', fact, 'Free at least 2 GB: below that no press is taken.') : ok('disk', fact)]
}

function lookAtShare({ dataDir, settings }: Facts): Promise<Finding[]> {
  const { dir, syncedBy } = settings.share
  return checkShare({ dataDir, dir: dir ?? createNodePlatform().picturesDir, syncedBy })
}

function checkPattern({ settings }: Facts): Finding[] {
  try {
    parsePattern(settings.share.pattern, settings.share.dir)
    return [ok('file names', settings.share.pattern)]
  } catch (error) {
    const { message, hint } = errorFactsOf(error)
    return [bad('file names', message, hint)]
  }
}

async function checkStyles({ dataDir, settings }: Facts): Promise<Finding[]> {
  const styles = await loadBoothStyles({ shippedDir: createNodePlatform().stylesDir, dataDir })
  const findings = styles.broken().map(({ name, error }) => note('style', `${name}: ${error.message}`, error.hint))
  const names = styles.all().map(({ name }) => name)
  const { style } = activeEventOf(settings)
  if (!names.includes(style)) {
    findings.push(bad('style', `the default style "${style}" is not there`, `Choose one of: ${names.join(', ')}.`))
  }
  return [ok('styles', `${names.length} ready`), ...findings]
}

async function checkPort({ settings, flags, environment }: Facts): Promise<Finding[]> {
  const port = overlayOf(flags, environment).port ?? settings.server.port
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
  if (free) return [ok('port', `${port} is free`)]
  return [note('port', `${port} is taken`, 'By a running console, that is fine; else choose another with --port.')]
}

/** What of the environment lies over the settings in this shell, and the limit that only stands there. */
function checkEnvironment({ environment }: Facts): Finding[] {
  const names = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  const limit = `other programs' jobs have ${jobTimeoutSecOf(environment)} s each (JOB_TIMEOUT)`
  return [ok('broker', limit), ...(names.length === 0 ? [] : [ok('environment', names.join(', '))])]
}
