import { outliveReaders, processTerminal } from './cli/output'
import { runCli } from './cli/run-cli'
import { calmCollector } from './lib/calm-collector'
import { manyThreads } from './lib/many-threads'

manyThreads()
calmCollector()
outliveReaders()
void runCli(process.argv.slice(2), processTerminal).then((code) => {
  process.exitCode = code
  // whatever still holds the program has had its time: a closed booth must not keep its operator waiting
  setTimeout(() => process.exit(code), 3000).unref()
})
