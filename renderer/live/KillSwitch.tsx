import { OctagonX } from 'lucide-react'
import { useState } from 'react'
import { atWork } from '../stores/live.ts'
import { useRead } from '../stores/use.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { useWindow } from '../window.ts'
import './live.css'

/** While runs live: ends them all. One question, since it cannot be taken back; Enter answers it. */
export function KillSwitch() {
  const { live, notices } = useWindow()
  const count = useRead(live, (state) => atWork(state).length)
  const [asking, setAsking] = useState(false)
  if (count === 0) return null

  async function kill(): Promise<void> {
    setAsking(false)
    for (const { run } of atWork(live.getState())) {
      const trouble = await live.act(run, 'kill').catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
      notices.tell(trouble ?? say('live.killed', { run: run.slice(0, 8) }))
    }
  }

  return (
    <>
      <Button kind="danger" onPress={() => setAsking(true)}>
        <OctagonX aria-hidden /> {say('live.kill-all')}
      </Button>
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
