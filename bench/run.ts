import { cpus } from 'node:os'
import type { Bench, BenchRow } from './bench'
import { brokerBench } from './broker'
import { canvasBench } from './canvas'
import { comfyBench } from './comfy'
import { desktopStartBench } from './desktop-start'
import { galleryBench } from './gallery'
import { guestPageBench } from './guest-page'
import { journalBench } from './journal'
import { memoryBench, pressBench } from './press'
import { formatTable, meetsAim } from './table'
import { tdBench } from './td'
import { thumbnailsBench } from './thumbnails'
import { watcherBench } from './watcher'

/** Every bench there is, in the order of the table. */
const benches: readonly Bench[] = [
  pressBench,
  journalBench,
  thumbnailsBench,
  watcherBench,
  desktopStartBench,
  memoryBench,
  galleryBench,
  guestPageBench,
  comfyBench,
  tdBench,
  canvasBench,
  brokerBench,
]

async function runAll(names: readonly string[]) {
  const chosen = benches.filter(({ name }) => names.length === 0 || names.includes(name))
  if (chosen.length === 0)
    throw new Error(`No such bench. There are: ${benches.map(({ name }) => name).join(', ') || 'none'}`)
  const rows: BenchRow[] = []
  for (const bench of chosen) rows.push(...(await bench.run((line) => console.error(`${bench.name}: ${line}`))))
  console.log(`Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown processor'}\n`)
  console.log(formatTable(rows))
  const missed = rows.filter((row) => !meetsAim(row)).length
  console.log(`\n${rows.length} measures, ${missed === 0 ? 'every aim kept' : `${missed} missed`}`)
}

runAll(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
