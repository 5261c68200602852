import type { Language } from '../../../contract/event'
import type { BeyondReach, WishTask } from '../guest-wishes'

const en = {
  title: 'Your picture',
  alt: 'Your picture',
  formingAlt: 'Your picture, as it forms',
  counting: 'Look at the camera: your picture is taken in a moment.',
  waiting: 'Your picture is taken. It waits its turn.',
  place: (place: number) => (place === 1 ? 'You are next.' : `${place - 1} before you.`),
  making: 'Your picture is being made.',
  about: (count: number, unit: 's' | 'min') => `About ${count} ${unit} left.`,
  stay: 'Leave this page open: the picture comes by itself.',
  progress: 'Progress',
  download: 'Download',
  share: 'Share',
  original: 'Original photo',
  hold: 'Or hold your finger on the picture to save it.',
  yours: 'Whoever has the address of this page sees this picture.',
  until: (day: string) => `The page is here until ${day}.`,
  remove: 'Delete my picture',
  unknown: 'There is no picture here',
  unknownText: 'The address is not complete, or it never was one. Scan the code again.',
  expired: 'This page has ended',
  expiredText: 'Pictures of this event are no longer here.',
  failed: 'This picture did not work out',
  failedText: 'Sorry! Please tell the people at the photo booth: they can try again, and it will appear here.',
  withdrawn: 'This picture is not here any more',
  withdrawnText: 'Please ask the people at the photo booth.',
  leaving: 'Your picture is hidden',
  leavingText: (time: string) => `It is deleted for good at ${time}. Until then you can have it back.`,
  undo: 'I want it back',
  erased: 'Your picture is deleted',
  erasing: 'Your picture is being deleted',
  erasedText: 'The booth has deleted the photo, the finished picture and everything that belongs to them.',
  openText: 'Still to be done; it happens by itself:',
  beyondText: 'What the booth cannot reach:',
  busy: 'Too many requests',
  busyText: 'Wait a moment, then open the page again.',
  away: 'The picture cannot be fetched at the moment. It is safe: try again later.',
  lost: 'No connection. It is tried again.',
  open: {
    share: 'the picture on the shared drive, which is not connected now',
    server: 'the record on the computer that made the picture',
    touchdesigner: 'the copy on the stage computer',
    backups: 'copies of the booth’s records',
  } satisfies Record<WishTask['at'], string>,
  beyond: {
    downloads: 'copies that somebody has downloaded or shared already',
    'synced-bin': 'the bin of the online drive, which empties itself after some weeks',
    'server-temp': 'a temporary file on the computer that made the picture, which goes when that restarts',
    'touchdesigner-disk': 'what the stage computer has kept for itself',
    'damaged-journal': 'records of the booth that were damaged and put aside',
  } satisfies Record<BeyondReach, string>,
}
export type GuestWords = typeof en

const es: GuestWords = {
  title: 'Tu foto',
  alt: 'Tu foto',
  formingAlt: 'Tu foto, mientras se crea',
  counting: 'Mira a la cámara: la foto se hace en un momento.',
  waiting: 'La foto está hecha. Espera su turno.',
  place: (place) => (place === 1 ? 'Eres el siguiente.' : `${place - 1} antes que tú.`),
  making: 'Tu foto se está creando.',
  about: (count, unit) => (count === 1 ? `Queda 1 ${unit}.` : `Quedan unos ${count} ${unit}.`),
  stay: 'Deja esta página abierta: la foto llega sola.',
  progress: 'Progreso',
  download: 'Descargar',
  share: 'Compartir',
  original: 'Foto original',
  hold: 'O mantén el dedo sobre la foto para guardarla.',
  yours: 'Quien tenga la dirección de esta página ve esta foto.',
  until: (day) => `La página está aquí hasta el ${day}.`,
  remove: 'Borrar mi foto',
  unknown: 'Aquí no hay ninguna foto',
  unknownText: 'La dirección no está completa o nunca existió. Vuelve a escanear el código.',
  expired: 'Esta página ha caducado',
  expiredText: 'Las fotos de este evento ya no están aquí.',
  failed: 'Esta foto no ha salido',
  failedText: '¡Lo sentimos! Avisa en el photocall: pueden volver a intentarlo y aparecerá aquí.',
  withdrawn: 'Esta foto ya no está aquí',
  withdrawnText: 'Pregunta en el photocall.',
  leaving: 'Tu foto está oculta',
  leavingText: (time) => `Se borrará del todo a las ${time}. Hasta entonces puedes recuperarla.`,
  undo: 'Quiero recuperarla',
  erased: 'Tu foto está borrada',
  erasing: 'Tu foto se está borrando',
  erasedText: 'El photocall ha borrado la foto, el resultado y todo lo que les pertenece.',
  openText: 'Queda por hacer; ocurre solo:',
  beyondText: 'Lo que el photocall no alcanza:',
  busy: 'Demasiadas peticiones',
  busyText: 'Espera un momento y vuelve a abrir la página.',
  away: 'Ahora no se puede traer la foto. Está a salvo: inténtalo más tarde.',
  lost: 'Sin conexión. Se vuelve a intentar.',
  open: {
    share: 'la foto en la unidad compartida, que ahora no está conectada',
    server: 'el registro en el ordenador que creó la foto',
    touchdesigner: 'la copia en el ordenador de TouchDesigner',
    backups: 'copias de los registros del photocall',
  },
  beyond: {
    downloads: 'copias que alguien ya ha descargado o compartido',
    'synced-bin': 'la papelera de la unidad en línea, que se vacía sola al cabo de unas semanas',
    'server-temp': 'un archivo temporal en el ordenador que creó la foto, que desaparece cuando se reinicia',
    'touchdesigner-disk': 'lo que el ordenador de TouchDesigner haya guardado por su cuenta',
    'damaged-journal': 'registros dañados del photocall que se apartaron',
  },
}

export const guestWords: Record<Language, GuestWords> = { en, es }

/** The first of our languages in the phone's own order; `otherwise` for phones that speak neither. */
export function guestLanguage(acceptLanguage: string | null, otherwise: Language): Language {
  const wanted = (acceptLanguage ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => {
      const [tag = '', ...params] = part.trim().split(';')
      const quality = params.map((param) => /^\s*q=([\d.]+)/.exec(param)?.[1]).find((found) => found !== undefined)
      return { tag: tag.split('-')[0], quality: Number(quality ?? 1) }
    })
    .sort((a, b) => b.quality - a.quality)
  const found = wanted.find(({ tag, quality }) => quality > 0 && (tag === 'en' || tag === 'es'))
  return (found?.tag as Language | undefined) ?? otherwise
}
