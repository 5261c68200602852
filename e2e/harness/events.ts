import type { Notice } from '../../src/contract/app-state'
import { boothEvent, firstEventId, type BoothEvent } from '../../src/contract/event'

const day = 86_400_000

/** Four evenings: the one in use is the newest but one, so that order and mark can be told apart. */
export const inventedEvents: BoothEvent[] = [
  boothEvent.parse({ id: firstEventId, name: 'Feria del Libro', createdAtMs: Date.now() - 40 * day }),
  boothEvent.parse({
    id: 'a1b2c3d4e5',
    name: 'Aniversario Cooperativa San Isidro',
    folder: 'Aniversario Cooperativa San Isidro',
    createdAtMs: Date.now() - 12 * day,
  }),
  boothEvent.parse({
    id: 'b2c3d4e5f6',
    name: 'Boda Ana & Luis',
    folder: 'Boda Ana & Luis',
    style: 'comic',
    styles: ['pop-art', 'comic', 'duotone', 'film'],
    consent: {
      en: 'We take your picture, give it a style and show it tonight on the screen.\nAna and Luis get all pictures. After 30 days we erase them from this booth.',
      es: 'Te hacemos una foto, le damos un estilo y la mostramos esta noche en la pantalla.\nAna y Luis reciben todas las fotos. A los 30 días las borramos de esta cabina.',
    },
    overlay: {
      sha256: 'f'.repeat(64),
      widthPx: 1920,
      heightPx: 1080,
      sizeBytes: 214_000,
      placement: 'frame',
    },
    retention: { days: 30, eraseFromShare: false },
    createdAtMs: Date.now() - 2 * day,
  }),
  boothEvent.parse({
    id: 'c3d4e5f6a7',
    name: 'Cena de empresa Montajes Ibáñez',
    folder: '2026/Cena Montajes Ibáñez',
    language: 'es',
    createdAtMs: Date.now() - day,
  }),
]

export const inventedActiveEvent = 'b2c3d4e5f6'

/** A season's list, with a name as long as names get in the one in use. */
export const manyEvents: BoothEvent[] = [
  boothEvent.parse({
    id: inventedActiveEvent,
    name: 'Cuadragésimo aniversario de la Asociación de Fotógrafos de Extremadura y amigos',
    folder: '2026/Asociación de Fotógrafos de Extremadura',
    consent: { es: 'Antes de la foto te pedimos permiso para guardarla y mostrarla. '.repeat(20).trim() },
    createdAtMs: Date.now(),
  }),
  ...Array.from({ length: 24 }, (_, place) =>
    boothEvent.parse({ id: `fair-${place}`, name: `Feria ${place + 1}`, folder: `Feria ${place + 1}` }),
  ),
]

export const clockNotice: Notice = {
  id: 'clock',
  level: 'attention',
  error: {
    code: 'clock_jumped',
    message: 'The clock went 3 days ahead.',
    hint: 'Check date and time.',
    params: { by: '3 d' },
  },
  atMs: Date.now() - 60_000,
  dismissable: true,
}

/** Most pictures are of the event in use, some of those before, a few of nobody's. */
export function eventOfPicture(number: number, count: number): string | null {
  if (number % 97 === 0) return null
  if (number > count * 0.45) return inventedActiveEvent
  return number > count * 0.2 ? 'a1b2c3d4e5' : firstEventId
}
