/** Rows with their columns in line, one a line; the last column is as long as it is. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const plain = rows.map((row) => row.map(printable))
  const count = Math.max(0, ...plain.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, at) => Math.max(...plain.map((row) => row[at]?.length ?? 0)))
  return plain.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd(),
  )
}

/** What guests and other programs wrote must not move the cursor or colour a screen. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
