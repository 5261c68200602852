/** A guest picture as SVG: people before a lit backdrop; the same name gives the same picture. */
export function drawnPicture(kind: string, name: string): string {
  const seed = hash(name)
  const hue = seed % 360
  const tall = kind !== 'covers' && seed % 23 === 0
  const [width, height] = tall ? [900, 1200] : [1600, 900]
  const original = kind === 'originals'
  const people = 1 + (seed % 3)
  const chroma = original ? 0.03 : 0.14
  const negative = kind === 'server-tests' ? ' style="filter:invert(1)"' : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"${negative}>
<defs><radialGradient id="g" cx="50%" cy="30%" r="90%"><stop offset="0" stop-color="oklch(78% ${chroma} ${hue})"/>
<stop offset="1" stop-color="oklch(30% ${chroma} ${(hue + 60) % 360})"/></radialGradient></defs>
<rect width="100%" height="100%" fill="url(#g)"/>
${Array.from({ length: 14 }, (_, i) => light(seed, i, width, height, original)).join('')}
${Array.from({ length: people }, (_, i) => person({ seed, i, people, width, height, original })).join('')}
</svg>`
}

function light(seed: number, index: number, width: number, height: number, original: boolean): string {
  const x = hash(`${seed}x${index}`) % width
  const y = hash(`${seed}y${index}`) % Math.round(height * 0.6)
  const radius = 12 + (hash(`${seed}r${index}`) % 60)
  return `<circle cx="${x}" cy="${y}" r="${radius}" fill="white" opacity="${original ? 0.07 : 0.16}"/>`
}

function person(facts: { seed: number; i: number; people: number; width: number; height: number; original: boolean }) {
  const { seed, i, people, width, height, original } = facts
  const hue = (seed * (i + 3)) % 360
  const chroma = original ? 0.06 : 0.2
  const x = (width * (i + 1)) / (people + 1)
  const size = height * (people === 1 ? 0.2 : 0.15)
  const y = height * 0.4 + ((seed >>> i) % 5) * 14
  const skin = `oklch(${52 + ((seed >>> (i + 2)) % 4) * 10}% 0.07 55)`
  return `<g><path d="M${x - size * 1.7},${height} q0,${-(height - y - size * 1.3)} ${size * 1.7},${-(height - y - size * 1.1)}
 q${size * 1.7},0 ${size * 1.7},${height - y - size * 1.1}z" fill="oklch(55% ${chroma} ${hue})"/>
<ellipse cx="${x}" cy="${y - size * 0.25}" rx="${size * 0.95}" ry="${size * 1.1}" fill="oklch(25% 0.04 ${hue})"/>
<ellipse cx="${x}" cy="${y}" rx="${size * 0.75}" ry="${size * 0.95}" fill="${skin}"/>
<circle cx="${x - size * 0.28}" cy="${y - size * 0.1}" r="${size * 0.08}" fill="#222"/>
<circle cx="${x + size * 0.28}" cy="${y - size * 0.1}" r="${size * 0.08}" fill="#222"/>
<path d="M${x - size * 0.3},${y + size * 0.35} q${size * 0.3},${size * 0.3} ${size * 0.6},0" stroke="#611" stroke-width="${size * 0.08}" fill="none" stroke-linecap="round"/></g>`
}

function hash(text: string): number {
  let value = 2166136261
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 16777619)
  return value >>> 0
}
