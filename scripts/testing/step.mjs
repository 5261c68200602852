// One step of the test run: its commands in order, its time, and what its report counts.
import { spawnSync } from 'node:child_process'

/** Beyond the end-to-end tests' own limit, so that they end with a report. */
const limitMs = 70 * 60 * 1000

/**
 * Runs a step unless the step it needs went wrong. A step that fails without a failed test in its report, or whose
 * report holds no test at all, counts as one failure under its own name.
 */
export function runStep({ step, earlier, root }) {
  const beganAtMs = performance.now()
  const blocked = earlier.some(({ name, ok }) => name === step.needs && !ok)
  console.log(`\n== ${step.name}${blocked ? `: not run, for ${step.needs} failed` : ''}`)
  const ran = blocked
    ? { ok: false, output: '' }
    : runCommands(step.commands, { root, keepOutput: step.counts?.length > 0 })
  const counts = blocked ? none() : countsOf(step, ran.output)
  const ok = ran.ok && counts.failures.length === 0 && (step.counts === undefined || counts.passed > 0)
  const failures = ok || counts.failures.length > 0 ? counts.failures : [step.name]
  return { name: step.name, ok, seconds: secondsSince(beganAtMs), ...counts, failures }
}

/** Colours are for people at a terminal: in a log they bury the text. */
function stepEnvironment() {
  const { FORCE_COLOR: _forced, ...plain } = process.env
  return process.stdout.isTTY ? process.env : { ...plain, NO_COLOR: '1' }
}

function runCommands(commands, { root, keepOutput }) {
  const env = stepEnvironment()
  let output = ''
  let ok = true
  for (const [command, args] of commands) {
    const stdio = keepOutput ? 'pipe' : 'inherit'
    const result = spawnSync(command, args, {
      cwd: root,
      stdio,
      encoding: 'utf8',
      env,
      timeout: limitMs,
      killSignal: 'SIGKILL',
    })
    if (result.error) console.error(`${command}: ${result.error.message}`)
    output += `${result.stdout ?? ''}${result.stderr ?? ''}`
    ok = ok && result.status === 0
  }
  if (keepOutput) console.log(output)
  return { ok, output }
}

function countsOf(step, output) {
  try {
    return step.counts ? step.counts(output) : none()
  } catch (error) {
    console.error(`${step.name} left no readable report: ${error.message}`)
    return none()
  }
}

function none() {
  return { passed: 0, failures: [], skipped: [] }
}

function secondsSince(beganAtMs) {
  return ((performance.now() - beganAtMs) / 1000).toFixed(1)
}
