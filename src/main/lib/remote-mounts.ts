/** File systems of Linux whose files lie on another machine, or behind a program that fetches them from one. */
const remoteTypes = new Set([
  ...['nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', 'ncpfs', 'afs', 'coda', 'ceph', 'lustre', 'gpfs', 'beegfs', 'orangefs'],
  ...['davfs', 'davfs2', 'ocfs2', 'gfs2', 'drvfs', 'prl_fs', 'vboxsf', 'vmhgfs', 'glusterfs', 'acfs'],
])
const remoteFuse =
  /^fuse\.(sshfs|rclone|davfs2?|s3fs|goofys|gcsfuse|blobfuse2?|glusterfs|gvfsd-fuse|curlftpfs|smbnetfs|juicefs|seadrive|google-drive-ocamlfuse|onedriver|onedrive|dropbox|pcloud|ipfs|cephfs|ceph-fuse|moosefs|mfs|vmhgfs-fuse|grpcfuse|insync|drivefs|geesefs|mountpoint-s3)$/
const webSource = /^https?:\/\//

interface Mount {
  point: string
  type: string
  source: string
}

/**
 * Pure: the file system type of the network drive on which `path` lies by Linux's /proc/self/mountinfo, null for a disk
 * of this machine. 9p is how some containers get their whole system: there it is as local as anything is.
 */
export function remoteTypeOnLinux(mountinfo: string, path: string): string | null {
  const mounts = mountinfo.split('\n').flatMap(mountOf)
  const mount = holding(mounts, path)
  if (!mount) return null
  const rootIs9p = holding(mounts, '/')?.type === '9p'
  if (mount.type === '9p') return rootIs9p ? null : '9p'
  const isFuse = mount.type === 'fuse' || mount.type.startsWith('fuse.')
  const isRemote =
    remoteTypes.has(mount.type) || remoteFuse.test(mount.type) || (isFuse && webSource.test(mount.source))
  return isRemote ? mount.type : null
}

/** `36 35 98:0 /root /point options - type source options`; see proc_pid_mountinfo(5). */
function mountOf(line: string): Mount[] {
  const [before, after] = line.split(' - ')
  const point = before?.split(' ')[4]
  const [type, source = ''] = after?.split(' ') ?? []
  return point && type ? [{ point: unescaped(point), type, source: unescaped(source) }] : []
}

/** Spaces and the like are written as three octal digits. */
function unescaped(text: string): string {
  return text.replace(/\\(\d{3})/g, (_all, octal: string) => String.fromCharCode(parseInt(octal, 8)))
}

/** The deepest mount point above the path; of several at one point the last hides the others. */
function holding(mounts: readonly Mount[], path: string): Mount | null {
  let found: Mount | null = null
  for (const mount of mounts) {
    const isAbove = mount.point === '/' || path === mount.point || path.startsWith(`${mount.point}/`)
    if (isAbove && mount.point.length >= (found?.point.length ?? 0)) found = mount
  }
  return found
}

const remoteOnMac = new Set(['smbfs', 'nfs', 'afpfs', 'webdav', 'ftp', 'acfs', 'macfuse', 'osxfuse', 'fuse'])

/** Pure: the same by what macOS's `mount` prints: `//me@server/share on /Volumes/share (smbfs, nodev, mounted by me)`. */
export function remoteTypeOnMac(printed: string, path: string): string | null {
  const mounts = printed.split('\n').flatMap((line) => {
    const parts = /^(.*) on (\/.*) \(([^,)]+)[^)]*\)$/.exec(line)
    return parts ? [{ source: parts[1]!, point: parts[2]!, type: parts[3]! }] : []
  })
  const type = holding(mounts, path)?.type ?? null
  return type !== null && remoteOnMac.has(type) ? type : null
}

/** Pure: `\\server\share` and `\\?\UNC\...`; `\\?\C:\` and `\\.\` are this machine's own. */
export function isUncPath(path: string): boolean {
  const plain = path.replaceAll('/', '\\')
  return /^\\\\\?\\UNC\\/i.test(plain) || /^\\\\[^\\?.]/.test(plain)
}

/** Pure: whether a drive letter is a network drive by what Windows' `net use` prints, whatever its language. */
export function isMappedDrive(netUse: string, path: string): boolean {
  const letter = /^(?:\\\\\?\\)?([a-z]):/i.exec(path)?.[1]?.toUpperCase()
  if (!letter) return false
  return netUse.split('\n').some((line) => new RegExp(`(^|\\s)${letter}:\\s+\\\\\\\\`, 'i').test(line))
}

/** Pure: whether `vol X:` names a drive that a synchronising program feigns. */
export function isSyncedVolume(vol: string): boolean {
  return /Google\s*Drive|OneDrive|Dropbox|iCloud|pCloud/i.test(vol)
}
