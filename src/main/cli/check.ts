import { constants, existsSync, statSync } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { errorFactsOf } from '../../contract/errors'
import { activeEventOf, settings as settingsShape, type Settings } from '../../contract/settings'
import { dataDirOf, overlayOf, parseEnvironment, parseFlags, type Environment, type Flags } from '../flags'
import { loadBoothStyles } from '../booth-styles'
import { migrations } from '../jobs/schema'
import { freeBytes } from '../lib/files'
import { holdLock, openDatabase } from '../lib/sqlite'
import { createNodePlatform } from '../node-platform'
import { merge, parseStored } from '../settings/settings-store'
import { parsePattern } from '../share/name-pattern'
import { exitCodes } from './exit-code'
import type { Terminal } from './output'

/** One thing looked at; `fix` says what to do about anything but `ok`. */
export interface Finding {
  level: 'ok' | 'note' | 'bad'
  topic: string
  fact: string
  fix: string | null
}

interface Facts {
  dataDir: string
  flags: Flags
  environment: Environment
  settings: Settings
}

/** `photocall check`: looks without changing anything; 0 when nothing is bad, else 4. */
export async function runCheck(args: string[], terminal: Terminal): Promise<number> {
  const findings = await findingsOf(args)
  for (const { level, topic, fact, fix } of findings) {
    const word = { ok: 'ok  ', note: 'note', bad: 'BAD ' }[level]
    terminal.out(`${word}  ${topic.padEnd(12)}  ${fact}\n`)
    if (fix) terminal.out(`${' '.repeat(20)}-> ${fix}\n`)
  }
  const bad = findings.filter(({ level }) => level === 'bad').length
  terminal.out(bad === 0 ? 'Ready.\n' : `${bad} to mend.\n`)
  return bad === 0 ? exitCodes.done : exitCodes.failed
}

async function findingsOf(args: string[]): Promise<Finding[]> {
  const flags = parseFlags(args, { strict: true })
  const environment = parseEnvironment(process.env)
  const dataDir = dataDirOf(flags, environment)
  const { settings, finding } = await readSettings(join(dataDir, 'settings.json'), flags, environment)
  const facts = { dataDir, flags, environment, settings }
  const looks = [checkDataFolder, checkJournal, checkSpace, checkShare, checkPattern, checkStyles, checkPort]
  const findings = [checkRuntime(), finding]
  for (const look of looks) findings.push(...(await look(facts)))
  return findings
}

const ok = (topic: string, fact: string): Finding => ({ level: 'ok', topic, fact, fix: null })
const note = (topic: string, fact: string, fix: string): Finding => ({ level: 'note', topic, fact, fix })
const bad = (topic: string, fact: string, fix: string): Finding => ({ level: 'bad', topic, fact, fix })

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

function checkDataFolder({ dataDir }: Facts): Finding[] {
  if (!existsSync(dataDir)) return [ok('data', `${dataDir} (made at the first start)`)]
  const lockFile = join(dataDir, 'lock.sqlite')
  if (!existsSync(lockFile)) return [ok('data', dataDir)]
  const lock = holdLock(lockFile)
  lock?.release()
  if (lock) return [ok('data', dataDir)]
  return [note('data', `${dataDir} is in use by a running console`, 'Close it before you start another one here.')]
}

function checkJournal({ dataDir }: Facts): Finding[] {
  const path = join(dataDir, 'journal.sqlite')
  if (!existsSync(path)) return [ok('journal', 'none yet')]
  try {
    const database = openDatabase(path)
    try {
      const verdict = String(database.get('PRAGMA integrity_check')?.['integrity_check'])
      const version = Number(database.get('PRAGMA user_version')?.['user_version'])
      if (verdict !== 'ok')
        return [bad('journal', `damaged: ${verdict}`, `Keep ${path} and restore a backup beside it.`)]
      if (version > migrations.length) return [bad('journal', 'written by a newer version', 'Start that version.')]
      return [ok('journal', `schema ${version}, ${String(database.get('SELECT count(*) AS n FROM jobs')?.['n'])} jobs`)]
    } finally {
      database.close()
    }
  } catch (error) {
    return [bad('journal', `${path}: ${errorFactsOf(error).message}`, 'Keep the file and restore a backup beside it.')]
  }
}

async function checkSpace({ dataDir }: Facts): Promise<Finding[]> {
  const free = await freeBytes(nearestExisting(dataDir))
  const fact = `${gigabytes(free)} free where the pictures are kept`
  return [free < 2e9 ? bad('disk', fact, 'Free at least 2 GB: below that no press is taken.') : ok('disk', fact)]
}

async function checkShare({ settings }: Facts): Promise<Finding[]> {
  const dir = settings.share.dir ?? createNodePlatform().picturesDir
  if (!existsSync(dir)) {
    const parent = nearestExisting(dir)
    return [
      note(
        'share',
        `${dir} is not there`,
        `It is made at the first start, in ${parent}; if it is a drive, connect it.`,
      ),
    ]
  }
  if (!statSync(dir).isDirectory()) return [bad('share', `${dir} is not a folder`, 'Choose a folder with --share.')]
  try {
    await access(dir, constants.R_OK | constants.W_OK)
    return [ok('share', `${dir}, ${gigabytes(await freeBytes(dir))} free`)]
  } catch {
    // told as a finding
    return [
      bad('share', `${dir} cannot be written`, 'Give this user the right to write there, or choose another folder.'),
    ]
  }
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

function nearestExisting(path: string): string {
  let current = path
  while (!existsSync(current)) {
    const parent = join(current, '..')
    if (parent === current) break
    current = parent
  }
  return current
}

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
