/** One thing looked at; `fix` says what to do about anything but `ok`. */
export interface Finding {
  level: 'ok' | 'note' | 'bad'
  topic: string
  fact: string
  fix: string | null
}

export const ok = (topic: string, fact: string): Finding => ({ level: 'ok', topic, fact, fix: null })
export const note = (topic: string, fact: string, fix: string): Finding => ({ level: 'note', topic, fact, fix })
export const bad = (topic: string, fact: string, fix: string): Finding => ({ level: 'bad', topic, fact, fix })

export const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
