import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import type { Asked } from './use-asked.ts'

/** What is shown in place of something that is not here yet, or cannot be had. */
export function Waiting({ asked, onAgain }: { asked: Exclude<Asked<unknown>, { kind: 'here' }>; onAgain: () => void }) {
  if (asked.kind === 'asking') return <p role="status">{say('files.loading')}</p>
  return (
    <div className="notice" data-kind="error" role="alert">
      {say('files.failed', { reason: asked.reason })} <Button onPress={onAgain}>{say('files.again')}</Button>
    </div>
  )
}
