import { expect, test } from 'vitest'
import { withReport } from './soak-report.mjs'

const account = {
  saved: 3,
  partsOnShare: 0,
  failedByName: { interrupted_countdown: 1 },
  ...{ lost: ['x'], doubled: [], falselySaved: [], notWhole: [], mixedUp: [], wrongOriginals: [], leftBehind: [] },
}
const part = {
  ...{ name: 'headless', seed: 7, drive: 'a folder', minutes: 2, accepted: 4, unanswered: 2, account },
  ...{ refused: {}, retried: {}, killed: { imageProcesses: 5 }, faults: { 'clock moved': 2 } },
  backAfterMs: { app: [1000, 3000, 2000], page: [], backlog: [500] },
  memory: [{ name: 'main', samples: 20, firstMb: 100.2, lastMb: 101, peakMb: 120, slopeMbPer1000: 0.33 }],
}
const facts = { parts: [part], date: '2026-01-02', machine: '2 cores', commit: 'abc' }
const document = '# The soak\n\n<!-- report -->\n\nof last week\n\n<!-- end of report -->\n\nafter\n'

test('a report takes the place of the last one and leaves the rest', () => {
  const written = withReport(document, facts)
  expect(written.startsWith('# The soak\n\n<!-- report -->\n\nOn 2026-01-02, 2 cores, at commit abc.')).toBe(true)
  expect(written.endsWith('<!-- end of report -->\n\nafter\n')).toBe(true)
  expect(written).not.toContain('of last week')
  expect(withReport(written, facts)).toBe(written)
})

test('a report tells counts, times and memory', () => {
  const written = withReport(document, facts).replaceAll(/ +/g, ' ')
  expect(written).toContain('seed 7')
  expect(written).toContain('| presses accepted | 4 |')
  expect(written).toContain('| lost | 1 |')
  expect(written).toContain('| killed | image processes 5 |')
  expect(written).toContain('3 times: median 2.00 s, 95 % 3.00 s, longest 3.00 s')
  expect(written).not.toContain('a page is back')
  expect(written).toContain('| main | 20 | 100, 101, 120 | 0.3 |')
})

test('a document without the marks is left alone', () => {
  expect(() => withReport('# The soak', facts)).toThrow('<!-- report -->')
})
