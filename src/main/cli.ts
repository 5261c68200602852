import { runCli } from './cli/run-cli'
import { processTerminal } from './cli/output'

void runCli(process.argv.slice(2), processTerminal).then((code) => {
  process.exitCode = code
})
