// `node scripts/audit.mjs`: known weaknesses of what people get. High and critical ones fail in the dependencies that are
// installed with the app and in the development dependencies that are bundled into it; critical ones fail anywhere.
// Where the registry has no audit, it says so and fails under CI alone.
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findingsIn, importedPackages, installedWith } from './testing/audit-findings.mjs'

const root = resolve(fileURLToPath(import.meta.url), '../..')
const readJson = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'))

function audit() {
  const { stdout } = spawnSync('npm', ['audit', '--json'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64_000_000,
    shell: process.platform === 'win32',
  })
  return JSON.parse(stdout || '{}')
}

/** Texts of everything that is built into the app. */
function sources() {
  const names = readdirSync(join(root, 'src'), { recursive: true }).map(String)
  const code = names.filter((name) => /\.(ts|tsx|css)$/.test(name) && !/\.test\.tsx?$|[\\/]testing[\\/]/.test(name))
  return code.map((name) => readFileSync(join(root, 'src', name), 'utf8'))
}

function run() {
  const report = audit()
  if (!report.vulnerabilities) return unreachable(report)
  const lock = readJson('package-lock.json')
  const dependencies = Object.keys(readJson('package.json').dependencies)
  const shipped = installedWith(lock, [...dependencies, ...importedPackages(sources())])
  const findings = findingsIn(report, shipped)
  for (const { name, severity, where, title } of findings) console.log(`${severity} ${name} (${where}): ${title}`)
  console.log(
    `${shipped.size} packages are shipped; ${findings.length === 0 ? 'nothing high or critical' : 'see above'}`,
  )
  process.exitCode = findings.length === 0 ? 0 : 1
}

/** Mirrors and closed networks answer packages and no audit. */
function unreachable({ message = 'no answer' }) {
  console.log(`The registry's audit cannot be reached, nothing was checked: ${message}`)
  process.exitCode = process.env.CI ? 1 : 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) run()
