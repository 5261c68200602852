import { peekSecrets } from '../settings/secrets'
import { ok, type Finding } from './finding'

const topic = 'secrets'

/** Who keeps the PIN, passwords and headers of servers: the system, or the mode of the file alone. Names none of them. */
export async function checkSecrets(file: string): Promise<Finding[]> {
  const { sealed, plain } = await peekSecrets(file)
  if (sealed.length + plain.length === 0) return [ok(topic, 'none yet')]
  const kept = [
    ...(sealed.length > 0 ? [`${sealed.length} sealed by the system`] : []),
    ...(plain.length > 0 ? [`${plain.length} in secrets.json, readable for this user alone`] : []),
  ]
  return [ok(topic, kept.join('; '))]
}
