/** Text of a `.desktop` file that starts a command at login; by the Desktop Entry Specification's rules for `Exec`. */
export function autostartEntry(command: readonly [string, ...string[]]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Photocall Console',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}

/** The words of the command that an entry starts; null when it starts nothing. */
export function readAutostart(entry: string): string[] | null {
  const lines = entry.split('\n').map((line) => line.trim())
  if (lines.includes('Hidden=true') || lines.includes('X-GNOME-Autostart-enabled=false')) return null
  const exec = lines.find((line) => line.startsWith('Exec='))
  return exec === undefined ? null : words(exec.slice('Exec='.length))
}

/** Inside quotes the shell's signs are escaped; the file's own rule for strings doubles each backslash once more. */
function quoted(word: string): string {
  const escaped = word
    .replace(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')
  return `"${escaped}"`
}

function words(exec: string): string[] {
  const found = exec.replaceAll('\\\\', '\\').match(/"(?:\\.|[^"\\])*"|\S+/g) ?? []
  return found.map((word) =>
    word
      .replace(/^"(.*)"$/, '$1')
      .replace(/\\(.)/g, '$1')
      .replaceAll('%%', '%'),
  )
}
