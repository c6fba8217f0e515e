import { useRef, useState } from 'react'
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator, Toolbar } from 'react-aria-components'
import type { Command, CommandContext } from '../commands/command.ts'
import { commands } from '../commands/index.ts'
import { shownKeys } from '../commands/shortcuts.ts'
import { useRead } from '../stores/use.ts'
import { activeTab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import { menus, type MenuName } from './menus.ts'
import './menu-bar.css'

/** File, Edit, View, Help: the commands by name. Arrows go from menu to menu, open or not. */
export function MenuBar() {
  const [open, setOpen] = useState<MenuName>()
  const names = menus.map(({ name }) => name)
  const buttons = useRef(new Map<MenuName, HTMLButtonElement>())
  const goBeside = (name: MenuName, step: 1 | -1) => {
    const next = names[(names.indexOf(name) + step + names.length) % names.length]!
    // A menu gives the focus back to where it was when it opened: to its own button, then.
    buttons.current.get(next)?.focus()
    setOpen(next)
  }
  const turn = (name: MenuName, isOpen: boolean) => {
    setOpen((was) => (isOpen ? name : was === name ? undefined : was))
    // After walking from menu to menu the focus would go to the first of them.
    if (!isOpen && open === name) requestAnimationFrame(() => isAdrift() && buttons.current.get(name)?.focus())
  }
  return (
    <Toolbar className="menu-bar" aria-label={say('menu.bar')}>
      {menus.map(({ name, groups }) => (
        <MenuTrigger key={name} isOpen={open === name} onOpenChange={(now) => turn(name, now)}>
          <Button
            className="menu-button"
            ref={(button) => void (button ? buttons.current.set(name, button) : buttons.current.delete(name))}
            onHoverStart={() => open !== undefined && open !== name && setOpen(name)}
          >
            {say(`menu.${name}`)}
          </Button>
          <Popover className="popover menu-popover" placement="bottom start" offset={2} isNonModal>
            <MenuItems
              groups={groups}
              name={name}
              onTaken={() => buttons.current.get(name)?.focus()}
              onBeside={(step) => goBeside(name, step)}
            />
          </Popover>
        </MenuTrigger>
      ))}
    </Toolbar>
  )
}

/** Nothing has the focus, or a button of the menu bar does. */
const isAdrift = () => document.activeElement === document.body || document.activeElement?.closest('.menu-bar') != null

/** What is in one menu now: read anew each time it is opened. */
function MenuItems(props: {
  readonly name: MenuName
  readonly groups: (typeof menus)[number]['groups']
  readonly onBeside: (step: 1 | -1) => void
  /** Gives the focus back. */
  readonly onTaken: () => void
}) {
  const { name, groups, onBeside, onTaken } = props
  const window = useWindow()
  const tab = useRead(window.workspace, activeTab)
  const context: CommandContext = { tab, window, tell: window.notices.tell }
  const known = new Map(commands.map((command) => [command.id, command]))
  const take = (command: Command) => {
    // The focus goes back first: a dialog remembers where it came from, and the menu's item is gone by the time it closes.
    requestAnimationFrame(() => {
      onTaken()
      void command.run(context)
    })
  }
  return (
    <div
      onKeyDownCapture={(event) => {
        if (event.key === 'ArrowRight') onBeside(1)
        else if (event.key === 'ArrowLeft') onBeside(-1)
        else return
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      <Menu className="menu" autoFocus="first" aria-label={say(`menu.${name}`)}>
        {groups.map(({ title, ids }, i) => [
          i > 0 && <Separator key={`line ${ids[0]}`} className="menu-line" />,
          <MenuSection key={ids[0]} aria-label={title ?? say(`menu.${name}`)}>
            {title !== undefined && <Header className="menu-title">{title}</Header>}
            {ids.flatMap((id) => {
              const command = known.get(id)
              return command ? [<CommandItem key={id} command={command} context={context} onTake={() => take(command)} />] : []
            })}
          </MenuSection>,
        ])}
      </Menu>
    </div>
  )
}

function CommandItem({ command, context, onTake }: { command: Command; context: CommandContext; onTake: () => void }) {
  const { id, title, enabled } = command
  const keys = shownKeys(
    command,
    useRead(context.window.layout, (state) => state.keys),
  )
  const words = typeof title === 'string' ? title : title(context)
  return (
    <MenuItem id={id} className="menu-item" textValue={words} isDisabled={enabled?.(context) === false} onAction={onTake}>
      <span>{words}</span>
      {keys !== '' && <kbd>{keys}</kbd>}
    </MenuItem>
  )
}
