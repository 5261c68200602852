/** The three folders of a server, in memory. */
export type FakeFolder = 'input' | 'output' | 'temp'

export interface FakeFiles {
  read(folder: FakeFolder, path: string): Buffer | null
  /** Stores an upload and answers the name it got: another one where the name is taken by other bytes. */
  upload(upload: { folder: FakeFolder; subfolder: string; name: string; bytes: Buffer; overwrite: boolean }): string
  /** Stores a result under `<prefix>_00001_.<extension>`, counting on from the highest there. */
  save(folder: FakeFolder, prefix: string, bytes: Buffer, extension: string): FakeFileRef
  /** All files of a folder go, as an operator or another program removes them. */
  lose(folder: FakeFolder): void
  count(): number
}

export interface FakeFileRef {
  filename: string
  subfolder: string
  type: FakeFolder
}

export function createFakeFiles({ knowsSameBytes }: { knowsSameBytes: boolean }): FakeFiles {
  const files = new Map<string, Buffer>()
  const keyOf = (folder: FakeFolder, path: string) => `${folder}/${path}`

  function freeName(folder: FakeFolder, subfolder: string, name: string, bytes: Buffer): string {
    const dot = name.lastIndexOf('.')
    const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
    for (let count = 0; ; count++) {
      const candidate = count === 0 ? name : `${stem} (${count})${extension}`
      const there = files.get(keyOf(folder, joined(subfolder, candidate)))
      if (!there || (knowsSameBytes && there.equals(bytes))) return candidate
    }
  }

  return {
    read: (folder, path) => files.get(keyOf(folder, path)) ?? null,
    upload({ folder, subfolder, name, bytes, overwrite }) {
      const stored = overwrite ? name : freeName(folder, subfolder, name, bytes)
      files.set(keyOf(folder, joined(subfolder, stored)), bytes)
      return stored
    },
    save(folder, prefix, bytes, extension) {
      const slash = prefix.lastIndexOf('/')
      const [subfolder, stem] = slash < 0 ? ['', prefix] : [prefix.slice(0, slash), prefix.slice(slash + 1)]
      const start = keyOf(folder, joined(subfolder, `${stem}_`))
      const counters = [...files.keys()].filter((key) => key.startsWith(start)).map((key) => counterOf(key, start))
      const filename = `${stem}_${String(Math.max(0, ...counters) + 1).padStart(5, '0')}_.${extension}`
      files.set(keyOf(folder, joined(subfolder, filename)), bytes)
      return { filename, subfolder, type: folder }
    },
    lose(folder) {
      for (const key of files.keys()) if (key.startsWith(`${folder}/`)) files.delete(key)
    },
    count: () => files.size,
  }
}

const counterOf = (key: string, start: string): number => Number(/^(\d+)_/.exec(key.slice(start.length))?.[1] ?? 0)

export const joined = (subfolder: string, name: string): string => (subfolder === '' ? name : `${subfolder}/${name}`)
