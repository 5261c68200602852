import { createJpegEncoder } from './jpeg-encoder'
import { waitUntil, type Viewfinder } from './viewfinder'

export interface WebcamWish {
  /** The device's label; empty: the first one. */
  label: string
  widthPx: number
  heightPx: number
}

/** No camera of the wished label is connected. */
export class NoSuchCamera extends Error {}

/** Labels of all cameras; empty ones are left out (a browser hides them until the camera was allowed once). */
export async function cameraLabels(): Promise<string[]> {
  return (await videoInputs()).map(({ label }) => label).filter((label) => label !== '')
}

async function videoInputs(): Promise<MediaDeviceInfo[]> {
  // Absent on pages from other machines without TLS.
  const devices = await (navigator.mediaDevices as MediaDevices | undefined)?.enumerateDevices()
  return (devices ?? []).filter(({ kind }) => kind === 'videoinput')
}

/** Opens the wished camera; throws NoSuchCamera, or what getUserMedia throws. */
export async function openWebcam(wish: WebcamWish): Promise<Viewfinder> {
  const stream = await streamOf(wish)
  const [track] = stream.getVideoTracks()
  if (!track) throw new NoSuchCamera(wish.label)
  const video = createVideo(stream)
  try {
    await video.play()
    return viewfinderOf(stream, track, video)
  } catch (error) {
    track.stop()
    throw error
  }
}

async function streamOf(wish: WebcamWish): Promise<MediaStream> {
  let inputs = await videoInputs()
  if (inputs.length === 0) throw new NoSuchCamera(wish.label)
  if (wish.label === '') return open(wish, null)
  if (inputs.every(({ label }) => label === '')) {
    // The labels show once any camera has been opened.
    const first = await open(wish, null)
    if (first.getVideoTracks()[0]?.label === wish.label) return first
    first.getTracks().forEach((track) => track.stop())
    inputs = await videoInputs()
  }
  const wished = inputs.find(({ label }) => label === wish.label)
  if (!wished) throw new NoSuchCamera(wish.label)
  return open(wish, wished.deviceId)
}

function open({ widthPx, heightPx }: WebcamWish, deviceId: string | null): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia({
    audio: false,
    video: {
      ...(deviceId !== null && { deviceId: { exact: deviceId } }),
      width: { ideal: widthPx },
      height: { ideal: heightPx },
      frameRate: { ideal: 30 },
    },
  })
}

function createVideo(stream: MediaStream): HTMLVideoElement {
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.srcObject = stream
  return video
}

function viewfinderOf(stream: MediaStream, track: MediaStreamTrack, video: HTMLVideoElement): Viewfinder {
  const encoder = createJpegEncoder()
  return {
    label: track.label,
    widthPx: video.videoWidth,
    heightPx: video.videoHeight,
    showIn(place) {
      const shown = createVideo(stream)
      place.append(shown)
      shown.play().catch((error: unknown) => {
        // Taken out before it began to play.
        if (shown.isConnected) console.warn('The camera preview does not play.', error)
      })
      return () => {
        shown.srcObject = null
        shown.remove()
      }
    },
    async shootAt(zeroMs) {
      await waitUntil(zeroMs)
      await nextFrame(video)
      const missMs = performance.now() - zeroMs
      return { jpeg: await encoder.encode(await createImageBitmap(video)), missMs }
    },
    onLost: (listen) => track.addEventListener('ended', listen, { once: true }),
    close() {
      track.stop()
      video.srcObject = null
      encoder.close()
    },
  }
}

/** A hidden page gets no frame callbacks; then the newest frame must do. */
const frameTimeoutMs = 120

function nextFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, frameTimeoutMs)
    video.requestVideoFrameCallback(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
