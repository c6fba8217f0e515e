import { OctagonX } from 'lucide-react'
import { useState } from 'react'
import { atWork } from '../stores/live.ts'
import { useRead } from '../stores/use.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { useWindow } from '../window.ts'
import './live.css'

/** Ends every run at work; without one it stands there and can do nothing. One question, since it cannot be taken back; Enter answers it. */
export function KillSwitch() {
  const { live, notices } = useWindow()
  const count = useRead(live, (state) => atWork(state).length)
  const [asking, setAsking] = useState(false)

  async function kill(): Promise<void> {
    setAsking(false)
    for (const { run } of atWork(live.getState())) {
      const trouble = await live.act(run, 'kill').catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
      notices.tell(trouble ?? say('live.killed', { run: run.slice(0, 8) }))
    }
  }

  return (
    <>
      <span title={count === 0 ? say('live.kill-nothing') : undefined}>
        <Button kind="danger" isDisabled={count === 0} onPress={() => setAsking(true)}>
          <OctagonX aria-hidden /> {say('live.kill-all')}
        </Button>
      </span>
      <Modal title={say('live.kill-title')} open={asking} onClose={() => setAsking(false)}>
        <p>{say('live.kill-words', { count })}</p>
        <div className="dialog-actions">
          <Button onPress={() => setAsking(false)}>{say('live.keep')}</Button>
          <Button kind="danger" autoFocus onPress={() => void kill()}>
            {say('live.kill-all')}
          </Button>
        </div>
      </Modal>
    </>
  )
}
