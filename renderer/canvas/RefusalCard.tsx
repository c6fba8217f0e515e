import { findNode } from '../../nodes/index.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import type { Refused } from './use-connecting.ts'

/** Why a wire was not taken, beside where it was let go, with the converter that would make it fit. */
export function RefusalCard({
  refused,
  onConvert,
  onClose,
}: {
  refused: Refused
  onConvert: (refused: Refused) => void
  onClose: () => void
}) {
  const converter = refused.fix?.kind === 'insert-converter' ? findNode(refused.fix.type) : undefined
  return (
    <div className="refusal notice" data-kind="error" style={{ left: refused.at.x, top: refused.at.y }}>
      <p>{refused.reason}</p>
      <div className="refusal-ways">
        {converter && (
          <Button kind="primary" onPress={() => onConvert(refused)}>
            {say('canvas.refused.convert', { title: converter.title })}
          </Button>
        )}
        <Button onPress={onClose}>{say('canvas.refused.close')}</Button>
      </div>
    </div>
  )
}
