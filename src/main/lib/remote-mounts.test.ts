import { expect, test } from 'vitest'
import { isMappedDrive, isSyncedVolume, isUncPath, remoteTypeOnLinux, remoteTypeOnMac } from './remote-mounts'

const laptop = `22 29 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw
29 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw,errors=remount-ro
105 29 259:1 / /boot/efi rw,relatime shared:61 - vfat /dev/nvme0n1p1 rw,fmask=0077
390 29 0:54 / /mnt/nas rw,relatime shared:214 - cifs //nas/photos rw,vers=3.1.1,cache=strict,username=booth
402 29 0:56 / /mnt/nfs\\040photos rw,relatime shared:220 - nfs4 192.168.1.4:/export rw,vers=4.2
411 29 0:58 / /home/booth/remote rw,nosuid,nodev,relatime shared:226 - fuse.sshfs booth@server:/srv rw,user_id=1000
415 29 0:60 / /home/booth/gdrive rw,nosuid,nodev,relatime shared:230 - fuse.rclone gdrive: rw,user_id=1000
420 29 0:61 / /media/dav rw,nosuid,noexec shared:233 - fuse https://cloud.example.org/dav rw,user_id=0
431 29 8:17 / /media/usb rw,nosuid,nodev shared:240 - fuseblk /dev/sdb1 rw,user_id=0
450 390 8:33 / /mnt/nas/local rw,relatime shared:244 - ext4 /dev/sdc1 rw`

test.each([
  ['/home/booth/.local/share/photocall-console', null],
  ['/', null],
  ['/mnt/nas', 'cifs'],
  ['/mnt/nas/booth/data', 'cifs'],
  ['/mnt/nas-of-old', null],
  ['/mnt/nas/local/data', null],
  ['/mnt/nfs photos/data', 'nfs4'],
  ['/home/booth/remote/data', 'fuse.sshfs'],
  ['/home/booth/gdrive', 'fuse.rclone'],
  ['/media/dav/data', 'fuse'],
  ['/media/usb/data', null],
])('on a laptop %s is on %s', (path, type) => {
  expect(remoteTypeOnLinux(laptop, path)).toBe(type)
})

const docker = `712 580 0:63 / / rw,relatime master:183 - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/A:/var/lib/docker/overlay2/l/B,upperdir=/u
713 712 0:66 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw
721 712 259:2 /srv/booth /data rw,relatime - ext4 /dev/nvme0n1p2 rw
722 712 0:70 / /share rw,relatime - nfs 10.0.0.2:/photos rw,vers=3`

test.each([
  ['/root/.local/share/photocall-console', null],
  ['/data', null],
  ['/share/data', 'nfs'],
])('in a container %s is on %s', (path, type) => {
  expect(remoteTypeOnLinux(docker, path)).toBe(type)
})

const sandbox = `1 0 0:1 / / rw - 9p none rw,trans=fd,rfdno=4,wfdno=4,cache=remote_revalidating,directfs
2 1 0:5 / /proc rw - proc none rw
3 1 0:9 / /volume rw - 9p none rw,trans=fd,rfdno=5,wfdno=5`

test('a container that gets its whole system over 9p works in it', () => {
  expect(remoteTypeOnLinux(sandbox, '/root/data')).toBeNull()
  expect(remoteTypeOnLinux(sandbox, '/volume/data')).toBeNull()
})

const wsl = `76 94 8:32 / / rw,relatime shared:1 - ext4 /dev/sdc rw,discard
129 94 0:58 / /mnt/c rw,noatime - 9p C:\\134 rw,dirsync,aname=drvfs;path=C:\\;uid=1000;gid=1000
130 94 0:59 / /mnt/host rw - 9p host rw,trans=virtio`

test('elsewhere 9p is another system: the drives of Windows in WSL, a host in its guest', () => {
  expect(remoteTypeOnLinux(wsl, '/home/booth/data')).toBeNull()
  expect(remoteTypeOnLinux(wsl, '/mnt/c/Users/booth/data')).toBe('9p')
  expect(remoteTypeOnLinux(wsl, '/mnt/host/data')).toBe('9p')
})

test('of two mounts at one place the later one counts', () => {
  const covered = `${laptop}\n500 29 0:70 / /mnt/nas rw - tmpfs tmpfs rw`
  expect(remoteTypeOnLinux(covered, '/mnt/nas/data')).toBeNull()
})

test('an empty or foreign mountinfo refuses nothing', () => {
  expect(remoteTypeOnLinux('', '/data')).toBeNull()
  expect(remoteTypeOnLinux('something else\n - \n', '/data')).toBeNull()
})

const mac = `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
//booth@nas._smb._tcp.local/Photos on /Volumes/Photos (smbfs, nodev, nosuid, mounted by booth)
192.168.1.4:/export on /Volumes/nfs (nfs, nodev, nosuid, mounted by booth)
/dev/disk5s1 on /Volumes/STICK (1) (exfat, local, nodev, nosuid, noowners)`

test.each([
  ['/Users/booth/Library/Application Support/Photocall Console', null],
  ['/Volumes/Photos/data', 'smbfs'],
  ['/Volumes/nfs', 'nfs'],
  ['/Volumes/STICK (1)/data', null],
])('on a Mac %s is on %s', (path, type) => {
  expect(remoteTypeOnMac(mac, path)).toBe(type)
})

test.each([
  ['\\\\nas\\photos\\data', true],
  ['//nas/photos/data', true],
  ['\\\\?\\UNC\\nas\\photos', true],
  ['\\\\?\\C:\\data', false],
  ['\\\\.\\C:', false],
  ['C:\\data', false],
])('%s is a path of the network: %s', (path, isUnc) => {
  expect(isUncPath(path)).toBe(isUnc)
})

const netUse = `Se registrarán las nuevas conexiones.


Estado       Local     Remoto                    Red

-------------------------------------------------------------------------------
Conectado    Z:        \\\\nas\\photos               Microsoft Windows Network
             Y:        \\\\nas\\other                Microsoft Windows Network
OK                     \\\\nas\\IPC$                 Microsoft Windows Network
Se ha completado el comando correctamente.
`

test('mapped drives are known in every language of Windows', () => {
  expect(['Z:\\data', 'y:\\data', 'D:\\data', 'relative'].map((path) => isMappedDrive(netUse, path))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('a drive that a synchronising program feigns is known by its label', () => {
  expect(isSyncedVolume(' El volumen de la unidad G es Google Drive\r\n')).toBe(true)
  expect(isSyncedVolume(' Volume in drive D is DATA\r\n Volume Serial Number is 1A2B-3C4D')).toBe(false)
})
