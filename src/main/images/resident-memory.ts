import { readFile } from 'node:fs/promises'

/** Resident memory of a process in bytes, as Linux tells it; null elsewhere and once the process has ended. */
export async function residentMemory(pid: number | undefined): Promise<number | null> {
  if (process.platform !== 'linux' || pid === undefined) return null
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(status)
  return match ? Number(match[1]) * 1024 : null
}
