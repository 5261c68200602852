import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Where things lie in the data folder; all absolute, the folders exist. */
export interface DataFolder {
  dir: string
  settings: string
  secrets: string
  cliToken: string
  apiTokens: string
  journal: string
  lock: string
  logs: string
  incoming: string
  thumbs: string
  overlays: string
  /** Copies of the journal. */
  backups: string
  workOf(jobId: string): string
  /** What a job's workflow gave besides the capture. */
  outputsOf(jobId: string): string
  /** `originals/<year-month>/<jobId>.<ext>`, relative to the data folder. */
  originalName(jobId: string, pressedAtMs: number, extension: string): string
  /** Beside the original: what the journal knew of the picture when it was taken. */
  sidecarName(originalName: string): string
  /** Pictures that other programs sent, and results that stay here: flat, by the job's id. */
  requests: string
  /** Relative to the data folder. */
  requestName(jobId: string, kind: 'in' | 'out', extension: string): string
  spoolName(jobId: string, extension: string): string
  /** Absolute path of a name that the journal holds. */
  resolve(name: string): string
}

export function openDataFolder(dir: string): DataFolder {
  // guests' pictures are nobody else's business on a shared computer
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  for (const name of folders) mkdirSync(join(dir, name), { recursive: true })
  return dataFolderAt(dir)
}

const folders = ['logs', 'incoming', 'originals', 'work', 'spool', 'outputs', 'thumbs', 'backups', 'requests']

/** The same without making anything: for looking at a folder that somebody else may own. */
export function dataFolderAt(dir: string): DataFolder {
  const at = (...parts: string[]) => join(dir, ...parts)
  return {
    dir,
    settings: at('settings.json'),
    secrets: at('secrets.json'),
    cliToken: at('cli-token'),
    apiTokens: at('api-tokens.json'),
    journal: at('journal.sqlite'),
    lock: at('lock.sqlite'),
    logs: at('logs'),
    incoming: at('incoming'),
    thumbs: at('thumbs'),
    overlays: at('overlays'),
    backups: at('backups'),
    workOf: (jobId) => at('work', jobId),
    outputsOf: (jobId) => at('outputs', jobId),
    originalName: (jobId, pressedAtMs, extension) =>
      `originals/${new Date(pressedAtMs).toISOString().slice(0, 7)}/${jobId}.${extension}`,
    sidecarName: (originalName) => originalName.replace(/\.[^./]+$/, '.json'),
    requests: at('requests'),
    requestName: (jobId, kind, extension) => `requests/${jobId}.${kind}.${extension}`,
    spoolName: (jobId, extension) => `spool/${jobId}.${extension}`,
    resolve: (name) => at(...name.split('/')),
  }
}
