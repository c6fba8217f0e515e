import type { Param } from '../../../nodes/define/params.ts'
import type { CandleColumns } from '../../../nodes/define/ports.ts'
import { plainColumns, type Data, type Subject, type Table, type Values } from './subject.ts'

/** Numbers in [0, 1) from a seed (mulberry32): the same seed, the same case. */
export type Random = () => number

export function randomFrom(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A whole number in [from, to]. */
export function between(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1))
}

/** The defaults a third of the time, else any parameters a form allows, lengths short enough for a few hundred rows. */
export function randomParams(random: Random, subject: Subject): Values {
  const asDefault = random() < 1 / 3
  return Object.fromEntries(
    Object.entries(subject.params).map(([name, param]) => [
      name,
      param.schema.parse(asDefault ? param.default : randomParam(random, param)),
    ]),
  )
}

function randomParam(random: Random, { kind, form, default: standard }: Param<unknown>): unknown {
  const [min, max] = [form.min ?? 0, form.max ?? 0]
  switch (kind) {
    case 'int':
      return between(random, min, Math.min(max, Math.max(min, 0) + 25))
    case 'decimal':
      return random() < 0.3 ? standard : Math.max(min, Math.min(max, Math.round((random() * 20 - 5) * 100) / 100))
    case 'choice':
    case 'timeframe':
      return form.options![between(random, 0, form.options!.length - 1)]
    case 'flag':
      return random() < 0.5
    case 'text':
    case 'slot':
      return standard
  }
}

/** Prices with ties, jumps and quiet stretches; every second column crosses zero. */
function randomNumbers(random: Random, rows: number): Float64Array {
  const shift = random() < 0.5 ? 0 : -100
  let value = 80 + random() * 40
  return Float64Array.from({ length: rows }, () => {
    if (random() < 0.85) value *= 1 + (random() - 0.5) * (random() < 0.03 ? 0.5 : 0.03)
    return Math.round((value + shift) * 100) / 100
  })
}

function randomConditions(random: Random, rows: number): Uint8Array {
  const share = 0.1 + random() * 0.8
  return Uint8Array.from({ length: rows }, () => (random() < share ? 1 : 0))
}

const JANUARY_2024 = 1_704_067_200_000
const HOUR = 3_600_000

/** Hourly bars whose high and low enclose open and close; some flat, some without volume. */
export function randomCandles(random: Random, rows: number, base: number): CandleColumns {
  const close = randomNumbers(random, rows).map((value) => Math.abs(value) + 1)
  const open = close.map((_, i) => (i === 0 ? close[0] : close[i - 1] * (random() < 0.1 ? 1 + (random() - 0.5) * 0.02 : 1)))
  const reach = () => (random() < 0.2 ? 0 : random() * 2)
  return {
    time: close.map((_, i) => JANUARY_2024 + (base + i) * HOUR),
    open,
    high: close.map((value, i) => Math.max(value, open[i]) + reach()),
    low: close.map((value, i) => Math.max(0.01, Math.min(value, open[i]) - reach())),
    close,
    volume: close.map(() => (random() < 0.1 ? 0 : Math.round(random() * 1000))),
  }
}

/** A column per input: optional ones are left free half the time, written numbers stand in for literal ones half the time. */
export function randomTable(random: Random, subject: Subject, values: Values, rows: number, base: number): Table {
  const table: Record<string, Data | CandleColumns> = {}
  for (const [port, input] of Object.entries(subject.inputs)) {
    const isFree = random() < 0.5
    if (input.kind === 'candles') table[port] = randomCandles(random, rows, base)
    else if (input.kind === 'condition' && !(input.optional && isFree)) table[port] = randomConditions(random, rows)
    else if (input.kind === 'number' && input.literal !== undefined && isFree)
      table[port] = new Float64Array(rows).fill(Number(values[input.literal]))
    else if (input.kind === 'number' && !(input.optional && isFree)) table[port] = randomNumbers(random, rows)
  }
  return table
}

/** Makes stretches of rows missing, in one input at a time. Candles have no missing rows: a bar that is not there has none. */
export function punchHoles(random: Random, inputs: Table): void {
  for (const input of Object.values(inputs)) {
    if ('close' in input) continue
    for (let i = 0; i < input.length; i++) {
      if (random() >= 0.03) continue
      const to = i + between(random, 1, 4)
      input.fill(input instanceof Uint8Array ? 2 : NaN, i, to)
      i = to
    }
  }
}

/** Fills rows [from, to) of every column with one value: a market at a standstill (0), or far beyond any market (1e300). */
export function flatten(inputs: Table, from: number, to: number, value: number): void {
  for (const [port, input] of Object.entries(inputs)) {
    const columns = 'close' in input ? [input.open, input.high, input.low, input.close, input.volume] : plainColumns({ [port]: input })
    for (const data of columns) data.fill(data instanceof Uint8Array ? (value === 0 ? 0 : 1) : value, from, to)
  }
}
