import type { SyncProvider } from '../../contract/sync-provider'

/** What is known of a share's folder and the folders above it. */
export interface RootFacts {
  dir: string
  /** Telling names that stand in one of these folders. */
  names: string[]
  /** Of the `desktop.ini` of these folders: it names the program whose icon Windows shows. */
  folderTexts: string[]
  /** Of the drive; null where it has none or nobody knows. */
  volumeLabel: string | null
}

/** Who carries the folder on, as far as the facts tell; null for a plain folder. Certain signs first, then paths. */
export function syncProviderOf(facts: RootFacts): SyncProvider | null {
  return byVolume(facts) ?? byNames(facts) ?? byIcon(facts) ?? byPath(facts)
}

// Drive for desktop calls its drive "Google Drive" in every language, sometimes with the account behind it
function byVolume({ volumeLabel }: RootFacts): SyncProvider | null {
  return volumeLabel !== null && /\bgoogle drive\b/i.test(volumeLabel) ? 'google-drive' : null
}

const providerOfName: Record<string, SyncProvider> = {
  '.shortcut-targets-by-id': 'google-drive',
  '.tmp.drivedownload': 'google-drive',
  '.tmp.driveupload': 'google-drive',
  '.dropbox.cache': 'dropbox',
}

function byNames({ names }: RootFacts): SyncProvider | null {
  const known = names.find((name) => Object.hasOwn(providerOfName, name))
  return known === undefined ? null : (providerOfName[known] ?? null)
}

const iconPrograms: [RegExp, SyncProvider][] = [
  [/GoogleDriveFS|\\Google\\Drive/i, 'google-drive'],
  [/OneDrive\.exe/i, 'onedrive'],
  [/Dropbox\.exe/i, 'dropbox'],
  [/iCloud\w*\.exe/i, 'icloud'],
]

function byIcon({ folderTexts }: RootFacts): SyncProvider | null {
  const program = iconPrograms.find(([form]) => folderTexts.some((text) => form.test(text)))
  return program?.[1] ?? null
}

/** What Drive for desktop shows at the root of its drive, in the languages of the field. */
const driveRoots = [
  'My Drive|Shared drives|Shared with me|Other computers',
  'Mi unidad|Unidades compartidas|Otros ordenadores|Otras computadoras',
  'La meva unitat|Unitats compartides',
  'Meu Drive|O meu disco|Drives compartilhados|Discos partilhados',
  'Mon Drive|Drive partagés',
  'Meine Ablage|Geteilte Ablagen',
  'Il mio Drive|Drive condivisi',
].join('|')

/** Folders by their whole path, with forward slashes, letter case left aside. */
const places: [RegExp, SyncProvider][] = [
  [new RegExp(`^[a-z]:/(?:${driveRoots})(?:/|$)`, 'i'), 'google-drive'],
  [/\/Library\/CloudStorage\/GoogleDrive-/i, 'google-drive'],
  [/^\/Volumes\/GoogleDrive(?:\/|$)/i, 'google-drive'],
  [homeFolder(`Google Drive|My Drive|Mi unidad`), 'google-drive'],
  [/\/Library\/CloudStorage\/OneDrive-/i, 'onedrive'],
  [homeFolder('OneDrive(?: - [^/]+)?'), 'onedrive'],
  [/\/Library\/CloudStorage\/Dropbox/i, 'dropbox'],
  [homeFolder('Dropbox(?: \\([^/]+\\))?'), 'dropbox'],
  [/\/Library\/Mobile Documents\//i, 'icloud'],
  [homeFolder('iCloudDrive'), 'icloud'],
  [/\/Library\/CloudStorage\//i, 'other'],
]

/** Right below a person's folder on Windows, macOS or Linux. */
function homeFolder(names: string): RegExp {
  return new RegExp(`^(?:[a-z]:)?/(?:users|home)/[^/]+/(?:${names})(?:/|$)`, 'i')
}

function byPath({ dir }: RootFacts): SyncProvider | null {
  const path = dir.normalize('NFC').replaceAll('\\', '/')
  return places.find(([form]) => form.test(path))?.[1] ?? null
}
