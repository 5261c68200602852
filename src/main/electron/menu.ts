import { Menu } from 'electron'

/** macOS needs a menu for copy, paste and quit; elsewhere there is none, so that its shortcuts do not exist. */
export function setMenu(platform: NodeJS.Platform) {
  Menu.setApplicationMenu(platform === 'darwin' ? Menu.buildFromTemplate(macTemplate) : null)
}

const macTemplate: Electron.MenuItemConstructorOptions[] = [
  { role: 'appMenu', submenu: [{ role: 'about' }, { type: 'separator' }, { role: 'hide' }, { role: 'quit' }] },
  {
    role: 'editMenu',
    submenu: [{ role: 'undo' }, { role: 'redo' }, { role: 'cut' }, { role: 'copy' }, { role: 'paste' }],
  },
]
