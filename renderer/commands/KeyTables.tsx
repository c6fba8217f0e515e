import { useEffect, useState } from 'react'
import { useRead } from '../stores/use.ts'
import { activeTab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'
import type { Command, CommandContext } from './command.ts'
import { commands } from './index.ts'
import { isMac, keyText } from './key-text.ts'
import { keysOf, refusal, spell } from './shortcuts.ts'
import './pick.css'

/** Keys of the outline and of tables: they belong to no command, since a screen reader's user expects them. */
const listKeys = [
  ['↑ ↓ Page Home End', 'help.list-walk'],
  ['← →', 'help.list-open'],
  ['Enter', 'help.list-take'],
  ['Space', 'help.list-choose'],
  ['Del', 'help.list-delete'],
] as const

/** The keys of everything, and a way to change those of commands. */
export function KeyTables() {
  const window = useWindow()
  const { layout } = window
  const tab = useRead(window.workspace, activeTab)
  const own = useRead(layout, (state) => state.keys)
  const [changing, setChanging] = useState<Command>()
  const [refused, setRefused] = useState<string>()
  const context: CommandContext = { tab, window, tell: window.notices.tell }
  const titleOf = ({ title }: Command) => (typeof title === 'string' ? title : title(context))

  useEffect(() => {
    if (!changing) return undefined
    function press(event: KeyboardEvent): void {
      event.preventDefault()
      event.stopPropagation()
      if (event.key === 'Escape') return setChanging(undefined)
      const keys = spell(event, isMac())
      if (keys === undefined || !changing) return
      const why = refusal(keys, changing, commands, layout.getState().keys, titleOf)
      setRefused(why)
      if (why !== undefined) return
      layout.setKeys(changing.id, [keys])
      setChanging(undefined)
    }
    // Before anything else in the window hears it.
    globalThis.addEventListener('keydown', press, true)
    return () => globalThis.removeEventListener('keydown', press, true)
  })

  function change(command: Command): void {
    setRefused(undefined)
    setChanging(command)
  }

  const table = (place: Command['place'], title: string) => (
    <table className="figures keys">
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">{say('help.key')}</th>
          <th scope="col">
            <span className="visually-hidden">{say('keys.change')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {commands
          .filter((command) => command.place === place)
          .map((command) => (
            <tr key={command.id}>
              <td>{titleOf(command)}</td>
              <td>
                {changing?.id === command.id ? (
                  <span role="status">{say('keys.press')}</span>
                ) : (
                  keysOf(command, own).map((keys) => <kbd key={keys}>{keyText(keys, isMac())}</kbd>)
                )}
              </td>
              <td className="keys-acts">
                <Button kind="quiet" label={say('keys.change-of', { command: titleOf(command) })} onPress={() => change(command)}>
                  {say('keys.change')}
                </Button>
                {own[command.id] !== undefined && (
                  <Button
                    kind="quiet"
                    label={say('keys.reset-of', { command: titleOf(command) })}
                    onPress={() => layout.setKeys(command.id, undefined)}
                  >
                    {say('keys.reset')}
                  </Button>
                )}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  )

  return (
    <>
      <p className="soft">{say('keys.words')}</p>
      {refused !== undefined && (
        <p className="notice" role="alert" data-kind="error">
          {refused}
        </p>
      )}
      {table('window', say('help.anywhere'))}
      {table('canvas', say('help.on-canvas'))}
      <table className="figures keys">
        <thead>
          <tr>
            <th scope="col">{say('help.in-lists')}</th>
            <th scope="col">{say('help.key')}</th>
          </tr>
        </thead>
        <tbody>
          {listKeys.map(([keys, words]) => (
            <tr key={words}>
              <td>{say(words)}</td>
              <td>
                <kbd>{keys}</kbd>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {Object.keys(own).length > 0 && <Button onPress={() => layout.resetKeys()}>{say('keys.reset-all')}</Button>}
    </>
  )
}
