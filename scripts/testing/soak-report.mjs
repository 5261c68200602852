// Puts the facts of a soak run into docs/soak.md, between its two marks.
const marks = ['<!-- report -->', '<!-- end of report -->']

/** The document with the newest run's facts; `parts` as e2e/soak/report.ts writes them. */
export function withReport(document, { parts, date, machine, commit }) {
  const [from, to] = marks.map((mark) => document.indexOf(mark))
  if (from === -1 || to < from) throw new Error(`docs/soak.md needs the marks ${marks.join(' and ')}.`)
  const text = [`On ${date}, ${machine}, at commit ${commit}.`, ...parts.map(sectionOf)].join('\n\n')
  return `${document.slice(0, from + marks[0].length)}\n\n${text}\n\n${document.slice(to)}`
}

const titles = { headless: '`photocall serve`', windows: 'The desktop app' }

function sectionOf(part) {
  const { account, backAfterMs } = part
  const flaws = ['lost', 'doubled', 'falselySaved', 'notWhole', 'mixedUp', 'wrongOriginals', 'leftBehind']
  const rows = [
    ['presses accepted', part.accepted],
    ['files saved, each whole and once', account.saved],
    ...flaws.map((name) => [words[name], account[name].length]),
    ['parts of cut copies on the share, for the sweep of the next day', account.partsOnShare],
    ['failed by name before their picture was taken', listOf(account.failedByName)],
    ['failed by name and retried at the end', listOf(part.retried)],
    ['requests without an answer', part.unanswered],
    ['refused', listOf(part.refused)],
    ['killed', listOf(part.killed)],
    ['faults', listOf(part.faults)],
    ...Object.entries(backNames).flatMap(([name, title]) => timeRow(title, backAfterMs[name])),
  ]
  const heading = `### ${titles[part.name] ?? part.name}: seed ${part.seed}, ${part.minutes.toFixed(1)} minutes, the share ${part.drive}`
  return [heading, tableOf(['what', 'seen'], rows), memoryOf(part.memory)].filter(Boolean).join('\n\n')
}

const words = {
  lost: 'lost',
  doubled: 'doubled',
  falselySaved: 'falsely saved',
  notWhole: 'seen under a final name and not whole',
  mixedUp: 'made from the picture of another press',
  wrongOriginals: 'originals that are not what was sent',
  leftBehind: 'left behind in incoming, spool, work or share',
}

const backNames = {
  app: 'the app is back (at most 10 s)',
  page: 'a page is back (at most 2 s)',
  backlog: 'the backlog starts once the share is back (at most 30 s)',
}

function timeRow(title, times) {
  if (times.length === 0) return []
  const sorted = [...times].sort((a, b) => a - b)
  const at = (part) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] / 1000).toFixed(2)
  return [[title, `${times.length} times: median ${at(0.5)} s, 95 % ${at(0.95)} s, longest ${at(1)} s`]]
}

function memoryOf(memory) {
  if (memory.length === 0) return ''
  const mb = (value) => value.toFixed(0)
  const rows = memory.map(({ name, samples, firstMb, lastMb, peakMb, slopeMbPer1000 }) => [
    name,
    `${samples}`,
    `${mb(firstMb)}, ${mb(lastMb)}, ${mb(peakMb)}`,
    slopeMbPer1000.toFixed(1),
  ])
  return tableOf(['memory of its own', 'samples', 'after warm-up, at the end, peak, MB', 'MB in 1,000 presses'], rows)
}

function listOf(counts) {
  const entries = Object.entries(counts).map(
    ([name, count]) =>
      `${name.replaceAll(/([a-z])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`)} ${count}`,
  )
  return entries.join(', ') || 'none'
}

/** As prettier writes it, so that the document needs no second hand. */
function tableOf(head, rows) {
  const cells = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column].length)))
  const line = (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n')
}
