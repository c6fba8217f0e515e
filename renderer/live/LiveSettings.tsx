import { useEffect, useId, useState } from 'react'
import type { Replies } from '../../engine/protocol/requests.ts'
import { Text } from '../run/fields.tsx'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'

/** Of a live run: which key it trades with, and where the demo exchange is for a key to practise with. Keys are named here, never shown. */
export function LiveSettings({ tab }: { readonly tab: Tab }) {
  const { engine } = useWindow()
  const { key, address } = useRead(tab.run, (state) => state.live)
  const [known, setKnown] = useState<Replies['keys.list']>()
  const id = useId()
  useEffect(() => {
    engine.request('keys.list', {}).then(setKnown, () => setKnown({ keys: [], problem: say('live.no-engine') }))
  }, [engine])
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
      {known && known.keys.length === 0 && <span className="stale">{known.problem ?? say('live.no-keys')}</span>}
      {chosen?.venue === 'demo' && (
        <Text words="live.address" value={address} width={120} onChange={(text) => tab.run.setLive({ address: text })} />
      )}
    </>
  )
}
