/**
 * Addresses of pictures and pages, the same under `app://photocall` and over HTTP. Everything here is relative to the
 * root and safe to put into state.
 */
export const addresses = {
  console: '/console',
  kiosk: '/kiosk',
  /** Where people draw; `?room=` names the room. */
  canvas: '/canvas',
  /** The rooms' WebSocket, as are `/ws`, and `/` with a `room` parameter. */
  canvasSocket: '/canvas/ws',
  /** The code of `/canvas` with that room, for another device to join; 404 while the console is not open to the network. */
  canvasQr: (room: string) => `/canvas/qr.svg?room=${room}`,
  /** A room's newest picture, small; `version` changes with it. */
  canvasThumb: (room: string, version: number) => `/media/rooms/${room}?v=${version}`,
  socket: '/console/ws',
  /** TouchDesigner's WebSocket; `/` is one too, for projects that know no path. */
  td: '/td',
  /** The Python scripts for a TouchDesigner on another machine; asks for its token. */
  tdInstall: '/td/install',
  /** The live picture of TouchDesigner, newest frame first: an endless multipart/x-mixed-replace of JPEG and PNG. */
  live: '/media/live',
  /** The picture as taken. */
  original: (jobId: string) => `/media/originals/${jobId}`,
  /** The finished picture of a job, from the spool or the share. */
  result: (jobId: string) => `/media/results/${jobId}`,
  /** A file that the job's workflow gave besides the finished picture. */
  output: (jobId: string, place: number) => `/media/outputs/${jobId}/${place}`,
  /** A gallery entry's file, full size. */
  capture: (captureId: string) => `/media/captures/${captureId}`,
  /** At most 640 px, of a capture or of a job's newest picture; `version` changes when the picture does. */
  thumb: (id: string, version: string | number) => `/media/thumbs/${id}?v=${version}`,
  /** The newest preview frame of a generating job. */
  preview: (jobId: string, version: number) => `/media/previews/${jobId}?v=${version}`,
  /** What the newest test of a ComfyUI server gave, a JPEG of at most 640 px. */
  serverTest: (serverId: string, version: number) => `/media/server-tests/${serverId}?v=${version}`,
  /** An event's overlay, a PNG. */
  overlay: (sha256: string) => `/media/overlays/${sha256}`,
  /** PUT a PNG of at most 8 MB with transparency as an event's overlay: 200 with the event, or an error body. */
  eventOverlay: (eventId: string) => `/events/${eventId}/overlay`,
  /** A code for phones, SVG: of a job's link, or of the guests' network (`wifi`). For screens that guests look at. */
  guestCode: (of: string) => `/media/guest-codes/${of}`,
  cover: (style: string) => `/media/covers/${style}`,
  /** PUT by the camera's owner: a JPEG body, headers `x-shot-ticket` and `x-shutter-miss-ms`. 204, or an error body. */
  shot: (jobId: string) => `/originals/${jobId}`,
  /** POST a picture (raw body with its media type, or multipart field `image`); query: style, prompt, seed, inputs (JSON). 202 `{jobId}`. */
  uploads: '/uploads',
  /** POST a `zipChoice` as JSON: 201 with a `zipOffer`, or an error body. */
  zips: '/zips',
  /** GET streams the offered ZIP as a download; DELETE ends its packing. */
  zip: (id: string) => `/zips/${id}`,
  /** A `zipProgress`. */
  zipProgress: (id: string) => `/zips/${id}/progress`,
  /** POST `{...input}` as JSON: 200 with the output, or an error body `{code, message, hint}`. */
  command: (name: string) => `/commands/${name}`,
} as const

export const shutterMissHeader = 'x-shutter-miss-ms'
/** Carries the ticket of the `shoot` message: who was not asked for a picture cannot deliver one. */
export const shotTicketHeader = 'x-shot-ticket'
export const uploadLimitBytes = 50_000_000
export const pixelLimit = 60_000_000
export const overlayLimitBytes = 8_000_000
