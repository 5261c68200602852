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
/** Where the console is reached: on this machine, and from others (empty while it is not open to them). */
export interface TdUrls {
  here: string
  elsewhere: string[]
  /** PEM of what others meet there; null: plain HTTP. */
  certificate: string | null
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
  urls: () => TdUrls
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
    const { here, elsewhere, certificate } = urls()
    const secret = await token.get()
    return {
      folder,
      here: lineHere(folder, { ...addressOf(here), name }),
      elsewhere: elsewhere.map((url) => lineElsewhere(url, certificate, { ...addressOf(url), token: secret, name })),
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

/** `wss://` before the host is how a WebSocket DAT is told to speak TLS. */
function addressOf(url: string): { host: string; port: number } {
  const { protocol, hostname, port } = new URL(url)
  const isSecure = protocol === 'https:'
  return { host: isSecure ? `wss://${hostname}` : hostname, port: Number(port) || (isSecure ? 443 : 80) }
}

/** JSON of words and numbers is Python too, whatever quotes and backslashes a folder's name has. */
const python = (value: unknown) => JSON.stringify(value)

function lineHere(folder: string, words: object): string {
  const file = python(join(folder, 'bootstrap.py'))
  return `exec(open(${file}, encoding="utf-8").read(), ${python({ PHOTOCALL: { folder, ...words } })})`
}

function lineElsewhere(
  url: string,
  certificate: string | null,
  words: { host: string; port: number; token: string; name: string },
): string {
  const request = `u.Request(${python(url + addresses.tdInstall)}, headers=${python({ Authorization: `Bearer ${words.token}` })})`
  const run = (context: string) =>
    `exec(u.urlopen(${request}${context}).read().decode("utf-8"), ${python({ PHOTOCALL: words })})`
  if (certificate === null) return `import urllib.request as u; ${run('')}`
  return `import ssl, urllib.request as u; c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT); ${trusting(certificate)}; ${run(', context=c')}`
}

/**
 * This very certificate and no other, whoever made it and whatever it is made out to: the line was copied from the
 * console, so nobody has to install an authority first. 0x80000 is X509_V_FLAG_PARTIAL_CHAIN, unnamed before Python 3.10.
 */
function trusting(certificate: string): string {
  const load = `c.load_verify_locations(cadata=${python(certificate)})`
  return `c.check_hostname = False; c.verify_flags |= 0x80000; ${load}`
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
