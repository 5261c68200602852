import type { GuestWifi } from '../../contract/guests'

/** What a phone's camera understands as "join this network" (the form that ZXing set). */
export function wifiCode({ ssid, security, hidden }: GuestWifi, password: string): string {
  const secret = security === 'nopass' ? '' : `P:${escaped(password)};`
  return `WIFI:T:${security};S:${escaped(ssid)};${secret}${hidden ? 'H:true;' : ''};`
}

const escaped = (text: string) => text.replace(/[\\;,":]/g, (letter) => `\\${letter}`)
