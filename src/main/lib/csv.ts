/** One line of a CSV as spreadsheets read it, with its end. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => csvCell(cell === null ? '' : String(cell))).join(',')}\r\n`
}

/**
 * In quotes. A cell that begins like a formula gets an apostrophe in front: a spreadsheet would calculate it, and names of
 * events and files are other people's words.
 */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
