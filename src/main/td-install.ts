import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addresses } from '../contract/addresses'
import type { CommandOutput } from '../contract/commands'
import { writeFileAtomic } from './lib/files'
import type { TdToken } from './td/td-token'

/** The scripts for TouchDesigner, on their way to where TouchDesigner can read them. */
export interface TdInstall {
  /** Puts them into the user's documents and tells the lines for the Textport. */
  lines: InstallTd
  /** The same for another machine, as one Python program that brings them along. */
  script(): Promise<string>
}
export type InstallTd = (name: string) => Promise<CommandOutput<'td.install'>>

/** What TouchDesigner needs; tests and what only we read stay at home. */
const shipped = /^((bootstrap|selfcheck|touchdesigner_client)\.py|README\.md|(photocall|dats)\/[\w/]+\.py)$/

export function createTdInstall(deps: {
  /** Where the scripts of this copy lie. */
  tdDir: string
  documentsDir: string
  version: string
  token: TdToken
  /** Where the console is reached: on this machine, and from others (empty while it is not open to them). */
  urls: () => { here: string; elsewhere: string[] }
}): TdInstall {
  const { tdDir, documentsDir, version, token, urls } = deps
  const folderName = `td-${version}`

  async function files(): Promise<Record<string, string>> {
    const names = (await filesBelow(tdDir, '')).filter((name) => shipped.test(name))
    const texts = await Promise.all(
      names.map(async (name) => [name, await readFile(join(tdDir, name), 'utf8')] as const),
    )
    return Object.fromEntries(texts)
  }

  async function lines(name: string): Promise<CommandOutput<'td.install'>> {
    const folder = join(documentsDir, 'Photocall Console', folderName)
    for (const [file, text] of Object.entries(await files())) {
      const path = join(folder, ...file.split('/'))
      await mkdir(join(path, '..'), { recursive: true })
      await writeFileAtomic(path, text)
    }
    const { here, elsewhere } = urls()
    const secret = await token.get()
    return {
      folder,
      here: lineHere(folder, { ...addressOf(here), name }),
      elsewhere: elsewhere.map((url) => lineElsewhere(url, { ...addressOf(url), token: secret, name })),
    }
  }

  return {
    lines,
    script: async () => bringing(await files(), folderName),
  }
}

async function filesBelow(dir: string, below: string): Promise<string[]> {
  const entries = await readdir(join(dir, below), { withFileTypes: true })
  const names = entries.map(async (entry) => {
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    return entry.isDirectory() ? filesBelow(dir, name) : [name]
  })
  return (await Promise.all(names)).flat().sort()
}

function addressOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) || 80 }
}

/** JSON of words and numbers is Python too, whatever quotes and backslashes a folder's name has. */
const python = (value: unknown) => JSON.stringify(value)

function lineHere(folder: string, words: object): string {
  const file = python(join(folder, 'bootstrap.py'))
  return `exec(open(${file}, encoding="utf-8").read(), ${python({ PHOTOCALL: { folder, ...words } })})`
}

function lineElsewhere(url: string, words: { host: string; port: number; token: string; name: string }): string {
  const request = `u.Request(${python(url + addresses.tdInstall)}, headers=${python({ Authorization: `Bearer ${words.token}` })})`
  return `import urllib.request as u; exec(u.urlopen(${request}).read().decode("utf-8"), ${python({ PHOTOCALL: words })})`
}

/** Writes the files into that user's documents, then builds the component. */
function bringing(files: Record<string, string>, folderName: string): string {
  const packed = Buffer.from(JSON.stringify(files)).toString('base64')
  return `import base64, json, os
folder = os.path.join(os.path.expanduser("~"), "Documents", "Photocall Console", ${python(folderName)})
for name, text in json.loads(base64.b64decode("${packed}").decode("utf-8")).items():
    path = os.path.join(folder, *name.split("/"))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="\\n") as file:
        file.write(text)
PHOTOCALL["folder"] = folder
with open(os.path.join(folder, "bootstrap.py"), encoding="utf-8") as file:
    source = file.read()
exec(source, {"PHOTOCALL": PHOTOCALL})
`
}
