import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { Camera, CameraState } from './camera'

export const CameraContext = createContext<Camera | null>(null)

export function useCamera(): Camera {
  const camera = useContext(CameraContext)
  if (camera === null) throw new Error('useCamera needs a CameraContext above')
  return camera
}

/** This window's own camera, which may not be the one that shoots. */
export function useCameraState(): CameraState {
  return useStore(useCamera().store)
}
