import { ChartColumn, Images, ListOrdered, MonitorPlay, Settings as Gear, Zap, type LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'
import type { ScreenId } from './navigation'
import { Gallery } from './screens/gallery/Gallery'
import { GuestScreen } from './screens/kiosk/GuestScreen'
import { Live } from './screens/live/Live'
import { Queue } from './screens/queue/Queue'
import { Settings } from './screens/settings/Settings'
import { Statistics } from './screens/statistics/Statistics'

export interface ScreenEntry {
  id: ScreenId
  icon: LucideIcon
  Screen: ComponentType
}

/** The left rail from top to bottom; number keys 1 to 6 follow this order. */
export const screens: readonly ScreenEntry[] = [
  { id: 'live', icon: Zap, Screen: Live },
  { id: 'queue', icon: ListOrdered, Screen: Queue },
  { id: 'gallery', icon: Images, Screen: Gallery },
  { id: 'statistics', icon: ChartColumn, Screen: Statistics },
  { id: 'settings', icon: Gear, Screen: Settings },
  { id: 'kiosk', icon: MonitorPlay, Screen: GuestScreen },
]
