import { canvasOf } from '../canvas/handle.ts'
import { addAny } from '../canvas/edits.ts'
import { addItems } from '../canvas/offers.ts'
import type { PickItem } from '../canvas/Picker.tsx'
import { recents } from '../palette/recents.ts'
import { scopeOf } from '../stores/view.ts'
import { useRead } from '../stores/use.ts'
import { activeTab, type Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import type { Command, CommandContext } from './command.ts'
import { commands } from './index.ts'
import { shownKeys } from './shortcuts.ts'
import { PickDialog } from './PickDialog.tsx'

/** Everything that can be done now, and every node that can be put in. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const window = useWindow()
  const tab = useRead(window.workspace, activeTab)
  const context: CommandContext = { tab, window, tell: window.notices.tell }
  const possible = commands.filter((command) => command.enabled?.(context) !== false)
  const nodes = tab ? addItems(tab.document.getState().document, scopeOf(tab.view.getState()), undefined, []) : []

  const take = (id: string) => {
    onClose()
    const command = possible.find((one) => one.id === id)
    // The dialog gives the focus back first: a command may want it elsewhere.
    requestAnimationFrame(() => {
      if (command) void command.run(context)
      else if (tab) addNode(tab, id.slice(ADD.length), nodes.find((item) => ADD + item.id === id)?.title ?? '')
    })
  }
  return (
    <PickDialog
      title={say('commands.title')}
      items={[
        ...possible.map((command) => commandItem(command, context)),
        ...nodes.map((item): PickItem => ({ ...item, id: ADD + item.id, title: say('commands.add', { title: item.title }) })),
      ]}
      onPick={take}
      onClose={onClose}
    />
  )
}

const ADD = 'add '

function commandItem(command: Command, context: CommandContext): PickItem {
  const { id, title } = command
  return {
    id,
    title: typeof title === 'string' ? title : title(context),
    hint: shownKeys(command, context.window.layout.getState().keys),
    group: say('commands.commands'),
    words: id,
  }
}

/** Puts a node in where the canvas would, and shows it. */
function addNode(tab: Tab, type: string, title: string): void {
  const canvas = canvasOf(tab)
  const scope = scopeOf(tab.view.getState())
  const id = tab.document.edit(say('canvas.step.add', { title }), (draft) => addAny(draft, scope, type, canvas?.place() ?? [0, 0]))
  if (id === undefined) return
  recents.add(type)
  tab.view.select([id])
  canvas?.showNode(id)
}
