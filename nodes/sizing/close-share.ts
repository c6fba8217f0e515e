import { closingSize } from '../define/side.ts'
import { defineSizing } from '../define/node.ts'
import { decimal } from '../define/params.ts'

export const closeShare = defineSizing({
  type: 'sizing.close-share',
  version: 1,
  title: 'Close a share',
  category: 'sizing',
  summary: 'Lets an exit close only part of the position',
  docs: `**Quantity** = floor to the lot of the position × percent, on the bar of the signal. Every other sizing node closes the whole position; put this one behind the exit that should take only a part off the table.

Each further exit takes its share of what is **left**. When that share is less than a lot the answer is *size zero*: end with a full exit.

It sizes exits only; an entry wired here is refused (*signal shape*).`,
  params: { percent: decimal({ label: 'Share of the position', default: 50, min: 1, max: 100, unit: '%' }) },
  inputs: { signal: { kind: 'signal', sized: false } },
  outputs: { sized: { kind: 'signal', sized: true } },
  size:
    ({ percent }) =>
    (signal, account) => {
      if (signal.action === 'enter') return { code: 'SIGNAL_SHAPE', value: 0, limit: 0 }
      return closingSize(signal, account, percent / 100)
    },
  examples: [],
})
