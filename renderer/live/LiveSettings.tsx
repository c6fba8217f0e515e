import { useCallback, useEffect, useId, useState } from 'react'
import type { Replies } from '../../engine/protocol/requests.ts'
import { Text } from '../run/fields.tsx'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'

/** Of a live run: which key it trades with, and where the demo exchange is for a key to practise with. Keys are named here, never shown. */
export function LiveSettings({ tab }: { readonly tab: Tab }) {
  const { engine, shell, notices } = useWindow()
  const { key, address } = useRead(tab.run, (state) => state.live)
  const [known, setKnown] = useState<Replies['keys.list']>()
  const id = useId()
  const [hasWindow, setHasWindow] = useState(false)
  const look = useCallback(
    () => engine.request('keys.list', {}).then(setKnown, () => setKnown({ keys: [], problem: say('live.no-engine') })),
    [engine],
  )
  useEffect(() => void look(), [look])
  useEffect(() => {
    shell.request('shell.about', {}).then(
      ({ shell: kind }) => setHasWindow(kind === 'desktop'),
      () => {},
    )
  }, [shell])

  /** The key is typed in a window of the shell: here only its name arrives. */
  async function add(): Promise<void> {
    const added = await shell.request('shell.keys.add', {})
    if (added.kind === 'refused') notices.tell(added.message)
    if (added.kind !== 'done') return
    await look()
    tab.run.setLive({ key: added.name })
  }
  useEffect(() => {
    const [first] = known?.keys ?? []
    if (key === '' && first) tab.run.setLive({ key: first.name })
  }, [known, key, tab])
  const chosen = known?.keys.find(({ name }) => name === key)
  return (
    <>
      <span className="run-field">
        <label htmlFor={id}>{say('live.key')}</label>
        <select
          id={id}
          className="input"
          value={key}
          disabled={!known || known.keys.length === 0}
          title={known?.problem ?? (known?.keys.length === 0 ? say('live.no-keys') : undefined)}
          onChange={(event) => tab.run.setLive({ key: event.target.value })}
        >
          {(known?.keys ?? []).map(({ name, venue }) => (
            <option key={name} value={name}>{`${name} (${venue})`}</option>
          ))}
        </select>
      </span>
      {hasWindow && <Button onPress={() => void add()}>{say('live.add-key')}</Button>}
      {known && known.keys.length === 0 && (
        <span className="stale">{known.problem ?? say(hasWindow ? 'live.no-keys-yet' : 'live.no-keys')}</span>
      )}
      {chosen?.venue === 'demo' && (
        <Text words="live.address" value={address} width={120} onChange={(text) => tab.run.setLive({ address: text })} />
      )}
    </>
  )
}
