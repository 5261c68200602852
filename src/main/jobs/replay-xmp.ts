import type { ReplayRecord } from '../../contract/replay'

/** What one JPEG segment takes, with room to spare. */
export const xmpLimitBytes = 60_000

const namespaces = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  photocall: 'urn:photocall-console:replay:1.0:',
}

/** IPTC's words for how a picture came to be; AI is to be told by machines too. */
const sourceTypes = 'http://cv.iptc.org/newscodes/digitalsourcetype/'

/** Names that say nothing outside the server, or what a guest wrote. */
const unsaid = ['image', 'prefix', 'prompt', 'negative']

/**
 * The record as an XMP packet of at most 60 kB: the prompt only where the operator wants it, never an address or a path.
 * What does not fit is shortened, values first.
 */
export function replayXmp(record: ReplayRecord, about: { creatorTool: string; withPrompt: boolean }): string {
  const words = about.withPrompt ? [wholePrompt(record), shortPrompt(record)] : [null]
  const variants = words.flatMap((prompt) => [
    { ...about, prompt, values: true, models: true },
    { ...about, prompt, values: false, models: true },
    { ...about, prompt, values: false, models: false },
  ])
  const packets = variants.map((variant) => packetOf(record, variant))
  return packets.find((packet) => Buffer.byteLength(packet) <= xmpLimitBytes) ?? packets.at(-1)!
}

const wholePrompt = (record: ReplayRecord) => saidPrompt(record)
const shortPrompt = (record: ReplayRecord) => saidPrompt(record).slice(0, 2000)

/** What the workflow was told, which is the style's own prompt where the guest wrote none. */
function saidPrompt({ prompt, values }: ReplayRecord): string {
  return prompt === '' && typeof values['prompt'] === 'string' ? values['prompt'] : prompt
}

interface Variant {
  creatorTool: string
  prompt: string | null
  values: boolean
  models: boolean
}

function packetOf(record: ReplayRecord, { creatorTool, prompt, values, models }: Variant): string {
  const { jobId, style, backend, seed, workflowHash, server, takenAtMs, zoneOffsetMin, generatedMs } = record
  const properties = [
    element('xmp:CreatorTool', creatorTool),
    element('xmp:CreateDate', localTime(takenAtMs, zoneOffsetMin)),
    element('Iptc4xmpExt:DigitalSourceType', sourceType(record)),
    element('photocall:JobId', jobId),
    element('photocall:Style', style),
    element('photocall:Backend', backend),
    element('photocall:Seed', String(seed)),
    element('photocall:WorkflowHash', workflowHash),
    element('photocall:ServerVersion', server?.version ?? null),
    element('photocall:GeneratedMs', String(Math.round(generatedMs))),
    models ? bag('photocall:Models', record.models) : '',
    values ? element('photocall:Values', JSON.stringify(saidValues(record))) : '',
    element('photocall:Prompt', prompt),
  ]
  const declared = Object.entries(namespaces).map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`)
  const description = `<rdf:Description rdf:about=""${declared.slice(1).join('')}>${properties.join('')}</rdf:Description>`
  const rdf = `<rdf:RDF${declared[0]}>${description}</rdf:RDF>`
  // the packet's id is the specification's own, the mark in `begin` tells the encoding
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">${rdf}</x:xmpmeta><?xpacket end="r"?>`
}

function sourceType({ backend, values }: ReplayRecord): string | null {
  if (backend === 'builtin') return `${sourceTypes}algorithmicallyEnhanced`
  if (backend !== 'comfyui') return null
  return sourceTypes + ('image' in values ? 'compositeWithTrainedAlgorithmicMedia' : 'trainedAlgorithmicMedia')
}

function saidValues({ values }: ReplayRecord): ReplayRecord['values'] {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !unsaid.includes(name)))
}

function element(name: string, text: string | null): string {
  return text === null || text === '' ? '' : `<${name}>${escaped(text)}</${name}>`
}

function bag(name: string, items: readonly string[]): string {
  if (items.length === 0) return ''
  const entries = items.map((item) => element('rdf:li', item))
  return `<${name}><rdf:Bag>${entries.join('')}</rdf:Bag></${name}>`
}

/** What XML 1.0 does not allow at all, half surrogates included, is left out. */
function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>\r]/g, (letter) => entities[letter]!)
}

/** `2026-11-21T19:04:05+01:00`. */
function localTime(atMs: number, zoneOffsetMin: number): string {
  const local = new Date(atMs + zoneOffsetMin * 60_000).toISOString().slice(0, 19)
  const [hours, minutes] = [Math.floor(Math.abs(zoneOffsetMin) / 60), Math.abs(zoneOffsetMin) % 60]
  const two = (part: number) => String(part).padStart(2, '0')
  return `${local}${zoneOffsetMin < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`
}
