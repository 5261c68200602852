import { AppError } from '../../../../contract/errors'

/** Larger than any export; what is chosen by mistake is not read into memory. */
const limitBytes = 40_000_000

/** The JSON in a chosen file; throws `settings_foreign` for what is none. */
export async function parsedFile(file: File): Promise<unknown> {
  try {
    if (file.size > limitBytes) throw new Error(`${file.size} bytes`)
    return JSON.parse(await file.text()) as unknown
  } catch (cause) {
    throw new AppError('settings_foreign', `"${file.name}" holds no settings.`, 'Choose an exported file.', { cause })
  }
}

/** Gives the browser a file to keep; the desktop asks where. */
export function keepFile(name: string, content: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // the browser has taken hold of it by the next turn
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Sorts by day in any folder: `photocall-settings-2026-05-02.json`. */
export function exportName(instantMs: number): string {
  const date = new Date(instantMs)
  const two = (value: number) => String(value).padStart(2, '0')
  return `photocall-settings-${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}.json`
}
