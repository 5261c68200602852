import { encodeQR } from 'qr'
import { useMemo } from 'react'

/** Light modules around the code, without which readers do not find it (ISO/IEC 18004, 9.1). */
const quietModules = 4

/** Black on white whatever is around it. */
export function QrPicture({ text, label }: { text: string; label: string }) {
  const rows = useMemo(() => encodeQR(text, 'raw', { ecc: 'medium', border: quietModules }), [text])
  const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${rows.length} ${rows.length}`} shapeRendering="crispEdges">
      <rect width={rows.length} height={rows.length} fill="white" />
      <path d={dark} fill="black" />
    </svg>
  )
}
