import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { DesktopMenu } from './desktop-bridge.ts'

/** Sets the system's menus from the page's table of commands; `run` is told which was chosen. */
export function setMenu(menus: DesktopMenu, run: (id: string) => void): void {
  const own = menus.map(({ title, groups }): MenuItemConstructorOptions => ({
    label: title,
    submenu: groups.flatMap((group, i): MenuItemConstructorOptions[] => [
      ...(i > 0 ? [{ type: 'separator' as const }] : []),
      ...group.map(({ id, title: label, keys, enabled }): MenuItemConstructorOptions => ({
        id,
        label,
        enabled,
        // Shown only: the page listens for its keys itself, so that they act where they should and nowhere twice.
        ...(keys === undefined ? {} : { accelerator: accelerator(keys), registerAccelerator: false }),
        click: () => run(id),
      })),
    ]),
  }))
  // On a Mac the menus are where text fields get their keys from.
  const isMac = process.platform === 'darwin'
  const text: MenuItemConstructorOptions = {
    label: 'Text',
    submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
  }
  Menu.setApplicationMenu(Menu.buildFromTemplate(isMac ? [{ role: 'appMenu' }, ...own, text, { role: 'windowMenu' }] : own))
}

const names: Readonly<Record<string, string>> = {
  $mod: 'CommandOrControl',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  '+': 'Plus',
}

/** "$mod+Shift+z" → "CommandOrControl+Shift+Z" */
function accelerator(keys: string): string {
  return keys
    .split('+')
    .map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key))
    .join('+')
}
