import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { randomBars } from '../../kit/random-bars.ts'
import { makeRunner, paramsOf, runNode, type GivenColumns, type WrittenColumns } from '../../kit/run-node.ts'
import { indicators, inputsFor, variantsOf } from './variants.ts'

const bars = randomBars(2300, 7)
const every = indicators.flatMap((node) =>
  variantsOf(node).map((params) => ({ node, params, name: `${node.type} ${JSON.stringify(params)}` })),
)

/** Same bits: +0 and −0 apart, any NaN equal to any. */
const bitsOf = (columns: WrittenColumns) =>
  JSON.stringify(
    Object.entries(columns).map(([name, column]) => [name, ...Array.from(column, (value) => (Object.is(value, -0) ? '-0' : value))]),
  )

describe('an indicator gives the same bits however its rows are cut', () => {
  test.each(every)('$name in random blocks', ({ node, params }) => {
    const inputs = withHoles(inputsFor(node, bars))
    const whole = bitsOf(runNode(node, params, inputs))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 12 }), (blocks) => {
        expect(bitsOf(runNode(node, params, inputs, blocks)) === whole).toBe(true)
      }),
      { numRuns: 8 },
    )
  })

  test.each(every)('$name a bar at a time, seeing only its declared history', ({ node, params }) => {
    const inputs = inputsFor(node, bars)
    const whole = runNode(node, params, inputs)
    const history = node.history(paramsOf(node, params))
    const window = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, emptyLike(input, history + 1)]))
    const { runner, outputs } = makeRunner(node, params, window)
    const wrong: string[] = []
    let spoken = 0
    for (let row = 0; row < bars.close.length; row++) {
      for (const [name, input] of Object.entries(inputs)) copyRows(input, window[name], row - history)
      for (const output of Object.values(outputs)) output.fill(output instanceof Uint8Array ? 2 : NaN)
      runner.advance(history, history + 1, row - history)
      for (const [name, output] of Object.entries(outputs)) {
        const value = output[history] ?? NaN
        if (!Object.is(value, whole[name]?.[row])) wrong.push(`${name} row ${row}: ${value}, over whole columns ${whole[name]?.[row]}`)
        if (!Number.isNaN(value)) spoken++
      }
    }
    expect(wrong).toEqual([])
    expect(spoken).toBeGreaterThan(1000)
  })
})

describe('warm-up', () => {
  test.each(every)('$name speaks first on its declared row', ({ node, params }) => {
    const warmup = node.warmup(paramsOf(node, params))
    const moving = randomBars(warmup + 3, 12)
    for (let i = 0; i < moving.close.length; i++) {
      moving.volume[i] = 1 + (i % 3)
      moving.close[i] = 100 + ((i * 7) % 5)
      moving.high[i] = moving.close[i]! + 1 + (i % 2)
      moving.low[i] = moving.close[i]! - 1
    }
    for (const [name, output] of Object.entries(runNode(node, params, inputsFor(node, moving)))) {
      const isMissing = (value: number) => (output instanceof Uint8Array ? value === 2 : Number.isNaN(value))
      expect([name, Array.from(output).findIndex((value) => !isMissing(value))]).toEqual([name, warmup - 1])
    }
  })

  const fromNumbers = every.filter(({ node }) => !('candles' in node.inputs))
  test.each(fromNumbers)('$name forgets a burst of missing rows once it is warm again', ({ node, params }) => {
    const inputs = inputsFor(node, bars)
    const burst = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, 'close' in input ? input : input.slice()]))
    for (const input of Object.values(burst)) if (!('close' in input)) input.fill(NaN, 0, 1024)
    // Row 1,024 is where sums begin anew, so that a stream beginning there is cut at the same rows.
    const fresh = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, 'close' in input ? input : input.slice(1024)]))
    const after = Object.fromEntries(Object.entries(runNode(node, params, burst)).map(([name, output]) => [name, output.slice(1024)]))
    expect(bitsOf(after) === bitsOf(runNode(node, params, fresh))).toBe(true)
  })
})

/** Numbers with two bursts of missing rows; candles as they are: a bar is there or there is no row. */
function withHoles(inputs: GivenColumns): GivenColumns {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [
      name,
      'close' in input ? input : input.map((value, row) => (row === 700 || (row > 1400 && row < 1407) ? NaN : value)),
    ]),
  )
}

function emptyLike(input: GivenColumns[string], length: number): GivenColumns[string] {
  if (!('close' in input)) return new Float64Array(length)
  const column = () => new Float64Array(length)
  return { time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() }
}

/** Fills `window` with the rows from `from` on, NaN where there is no such row. */
function copyRows(input: GivenColumns[string], window: GivenColumns[string] | undefined, from: number): void {
  if (window === undefined) throw new Error('no window')
  if ('close' in input && 'close' in window) {
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) copyRows(input[name], window[name], from)
  } else if (!('close' in input) && !('close' in window)) {
    for (let i = 0; i < window.length; i++) window[i] = input[from + i] ?? NaN
  }
}
