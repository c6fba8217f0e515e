import type { WireValues } from '../../engine/protocol/requests.ts'

const CHUNK = 5_000

/**
 * Wires side by side: one row for every close from `first` (UTC milliseconds) on at which any of them speaks, each with the last value known by then.
 * Numbers are the shortest text that reads back the same double. Missing numbers and unknown conditions are empty.
 */
export function* wiresCsv(wires: readonly WireValues[], first: number): Generator<string> {
  yield `time,${wires.map(({ wire }) => wire).join(',')}\n`
  const next = wires.map(() => 0)
  let text = ''
  let rows = 0
  for (;;) {
    let time = Infinity
    for (let w = 0; w < wires.length; w++) if (next[w] < wires[w].times.length) time = Math.min(time, wires[w].times[next[w]])
    if (time === Infinity) break
    for (let w = 0; w < wires.length; w++) while (next[w] < wires[w].times.length && wires[w].times[next[w]] <= time) next[w]++
    if (time < first) continue
    text += new Date(time).toISOString()
    for (let w = 0; w < wires.length; w++) text += `,${cell(wires[w], next[w] - 1)}`
    text += '\n'
    if (++rows % CHUNK === 0) {
      yield text
      text = ''
    }
  }
  yield text
}

function cell({ kind, values }: WireValues, row: number): string {
  const value = row < 0 ? NaN : values[row]
  return value !== value || (kind === 'condition' && value === 2) ? '' : String(value)
}
