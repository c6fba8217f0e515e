import { sizeUnknown } from '../define/entry-size.ts'
import { number } from '../define/ports.ts'
import { closingSize } from '../define/side.ts'
import { defineSizing } from '../define/node.ts'
import { decimal } from '../define/params.ts'

export const closeShare = defineSizing({
  type: 'sizing.close-share',
  version: 1,
  title: 'Close a share',
  category: 'sizing',
  summary: 'Lets an exit close only part of the position',
  docs: `**Quantity** = floor to the lot of the position × percent ÷ 100, on the bar of the signal. A wire replaces the box; what it carries is a percentage, and above 100 counts as 100. Every other sizing node closes the whole position; put this one behind the exit that should take only a part off the table.

Each further exit takes its share of what is **left**. When that share is less than a lot the answer is *size zero*: end with a full exit.

It sizes exits only; an entry wired here is refused (*signal shape*). Denied: *size unknown* while the wire is missing or not above zero.`,
  params: {
    percent: decimal({
      label: 'Share of the position',
      default: 50,
      min: 1,
      max: 100,
      unit: '%',
      help: 'Used while nothing is wired to percent',
    }),
  },
  inputs: { signal: { kind: 'signal', sized: false }, percent: number('any', { literal: 'percent' }) },
  outputs: { sized: { kind: 'signal', sized: true } },
  most: () => ({ amount: 0 }),
  size:
    () =>
    (signal, account, { percent }, row) => {
      if (signal.action === 'enter') return { code: 'SIGNAL_SHAPE', value: 0, limit: 0 }
      if (!(percent[row] > 0)) return sizeUnknown(percent[row])
      return closingSize(signal, account, Math.min(percent[row], 100) / 100)
    },
  examples: [
    { title: 'Half of an odd position', account: { heldLots: 701 }, signal: 'exit', answer: { lots: 350 } },
    { title: 'Half of one lot', account: { heldLots: 1 }, signal: 'exit', answer: { code: 'SIZE_ZERO' } },
  ],
})
