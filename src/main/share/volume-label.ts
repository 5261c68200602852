import { execFile } from 'node:child_process'

const answerWithinMs = 5_000

/** What Windows calls the drive of this folder, in a sentence of its own language; null elsewhere or without an answer. */
export function volumeLabelOf(dir: string): Promise<string | null> {
  const [drive] = /^[A-Za-z]:/.exec(dir) ?? []
  if (process.platform !== 'win32' || drive === undefined) return Promise.resolve(null)
  return new Promise((resolve) => {
    const options = { windowsHide: true, timeout: answerWithinMs }
    // `vol` is a word of the command processor, no program; only a letter and a colon reach it
    execFile('cmd.exe', ['/d', '/c', 'vol', drive], options, (error, output) => {
      resolve(error ? null : (output.split('\n')[0]?.trim() ?? null))
    })
  })
}
