import { X } from 'lucide-react'
import { useRead } from '../stores/use.ts'
import { useWindow } from '../window.ts'
import { Button } from './button.tsx'

/** Sentences told, latest last, above everything and read out. */
export function Notices() {
  const { notices: store } = useWindow()
  const notices = useRead(store, (state) => state.notices)
  return (
    <div className="notices" role="status" aria-live="polite">
      {notices.map(({ id, message, action }) => (
        <div key={id} className="notice">
          {message}
          {action && (
            <Button
              onPress={() => {
                store.dismiss(id)
                action.run()
              }}
            >
              {action.words}
            </Button>
          )}
          <Button kind="quiet" label="Dismiss" onPress={() => store.dismiss(id)}>
            <X aria-hidden />
          </Button>
        </div>
      ))}
    </div>
  )
}
