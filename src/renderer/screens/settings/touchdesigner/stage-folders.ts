import type { Stage } from '../../../../contract/settings'

/** The list with this machine's folder; an empty folder takes the machine off the list. */
export function stagesWith(stages: readonly Stage[], { name, remoteFolder }: Stage): Stage[] {
  const others = stages.filter((stage) => stage.name.toLowerCase() !== name.toLowerCase())
  const folder = remoteFolder.trim()
  return folder === '' ? others : [...others, { name, remoteFolder: folder }]
}
