import { barLength, barOpen, timeframes, type Timeframe } from '../../nodes/define/timeframe.ts'
import { allocateCandles, sliceCandles, type Candles } from './candles.ts'
import { chunkOf, CHUNK_ROWS } from './content-key.ts'
import { timeOfDay } from './csv-fields.ts'
import type { BarColumns } from './csv-layout.ts'
import type { Problem, ProblemCode } from './problems.ts'

/** Bars of one chunk, rising in time, with the line each came from. */
export type Block = { readonly candles: Candles; readonly lines: Float64Array }

export type GateOptions = {
  readonly file: string
  /** Where the figures stand in a line, for messages. */
  readonly columns: BarColumns
  /** Leave broken rows out instead of refusing the file. */
  readonly skipBad: boolean
  /** What the person says the bars are; else the most common step decides. */
  readonly timeframe: Timeframe | undefined
}

/** What passed the gate. */
export type GateCounts = {
  bars: number
  /** Rows equal to the one before them, left out. */
  duplicates: number
  /** Broken rows. */
  bad: number
  /** The file runs from newest to oldest. */
  reversed: boolean
  /** Open of the first bar and end of the last, UTC milliseconds. */
  from: number
  to: number
  /** Bars on Saturdays and Sundays, and the earliest and latest time of day a bar opens. */
  weekendBars: number
  earliest: number
  latest: number
}

/**
 * Judges the bars of a file one by one, whatever the file was written in: figures, order, steps, duplicates. It gathers good bars into blocks of one
 * chunk, so that a file of any size passes through bounded memory. A file exactly from newest to oldest is turned round.
 */
export type BarGate = {
  readonly push: (time: number, open: number, high: number, low: number, close: number, volume: number, line: number) => void
  /** A row that cannot even be read. */
  readonly reject: (code: ProblemCode, message: string, line: number, column?: number) => void
  /** Says that there are no more rows. */
  readonly finish: () => void
  /** Blocks that are full since the last call. */
  readonly takeBlocks: () => Block[]
  /** Whether the file is refused and reading on is pointless. */
  readonly refused: () => boolean
  readonly timeframe: () => Timeframe | undefined
  /** The first problems, in order of lines; `counts.bad` says how many there were. */
  readonly problems: readonly Problem[]
  readonly counts: Readonly<GateCounts>
}

/** Rows looked at before the timeframe and the direction are decided. */
const SAMPLE = 4096
/** Problems listed of a file that is refused, and of one whose bad rows are left out. */
const LISTED = 20
const LISTED_SKIPPED = 1000

const DAY = 86_400_000
const HOUR = 3_600_000

/** Times of day at which US daily bars are stamped: midnight or the opening bell in New York, in winter and summer. */
const newYorkStamps = [4 * HOUR, 5 * HOUR, 13.5 * HOUR, 14.5 * HOUR]

const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z')

export function createBarGate({ file, columns, skipBad, timeframe: asked }: GateOptions): BarGate {
  const problems: Problem[] = []
  const counts: GateCounts = {
    bars: 0,
    duplicates: 0,
    bad: 0,
    reversed: false,
    weekendBars: 0,
    from: Infinity,
    to: -Infinity,
    earliest: Infinity,
    latest: -Infinity,
  }
  const blocks: Block[] = []
  const sample: number[] = []
  let timeframe = asked
  let length = 0
  let settled = false
  let hopeless = false
  let byDate = false

  // The block being filled: from the front, or from the back where the file runs backwards.
  let block = allocateCandles(0)
  let lines = new Float64Array(0)
  let filled = 0
  let chunkFrom = Infinity
  let chunkTo = -Infinity
  let lastTime = NaN
  let lastOpen = 0
  let lastHigh = 0
  let lastLow = 0
  let lastClose = 0
  let lastVolume = 0

  function report(code: ProblemCode, message: string, line?: number, column?: number): void {
    counts.bad++
    if (problems.length >= (skipBad ? LISTED_SKIPPED : LISTED)) return
    problems.push({ code, message, file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column: column + 1 }) })
  }

  /** The file as a whole is not what it should be. Where single rows are broken already, that is the likelier reason, and they are what is told. */
  function giveUp(code: ProblemCode, message: string, line?: number): void {
    hopeless = true
    if (problems.length === 0 || skipBad) problems.unshift({ code, message, file, ...(line === undefined ? {} : { line }) })
  }

  function push(time: number, open: number, high: number, low: number, close: number, volume: number, line: number): void {
    if (!(open > 0 && high >= open && high >= close && low <= open && low <= close && low > 0 && volume >= 0)) {
      judgeFigures(open, high, low, close, volume, line)
      return
    }
    if (settled) {
      accept(time, open, high, low, close, volume, line)
      return
    }
    sample.push(time, open, high, low, close, volume, line)
    if (sample.length === SAMPLE * 7) settle()
  }

  function judgeFigures(open: number, high: number, low: number, close: number, volume: number, line: number): void {
    for (const [name, value] of Object.entries({ open, high, low, close, volume })) {
      const column = columns[name as keyof BarColumns]
      if (value < 0) return report('negative', `the ${name} ${value} is negative`, line, column)
      if (value === 0 && name !== 'volume') return report('zero-price', `the ${name} is 0; a price is above zero`, line, column)
    }
    if (high < low) return report('high-below-low', `the high ${high} is below the low ${low}`, line, columns.high)
    const [name, value] = open > high || open < low ? (['open', open] as const) : (['close', close] as const)
    return report('outside-range', `the ${name} ${value} lies outside the bar's low ${low} and high ${high}`, line, columns[name])
  }

  /** Decides timeframe and direction from the rows gathered so far, then lets them through. */
  function settle(): void {
    settled = true
    const times: number[] = []
    for (let i = 0; i < sample.length; i += 7) times.push(sample[i])
    const steps = new Map<number, number>()
    let falling = 0
    for (let i = 1; i < times.length; i++) {
      const step = Math.abs(times[i] - times[i - 1])
      if (step > 0) steps.set(step, (steps.get(step) ?? 0) + 1)
      if (times[i] < times[i - 1]) falling++
      if (times[i] > times[i - 1]) falling--
    }
    counts.reversed = falling > 0
    if (timeframe === undefined) {
      const common = [...steps].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]
      if (common === undefined) {
        giveUp('too-few-bars', 'one bar alone has no timeframe; give at least two, or say which timeframe it is', sample[6])
        return
      }
      timeframe = timeframes.find((candidate) => barLength(candidate) === common[0])
      if (timeframe === undefined) {
        giveUp(
          'timeframe',
          `most bars are ${spanText(common[0])} apart, and there is no such timeframe; there are ${timeframes.join(', ')}`,
          sample[6],
        )
        return
      }
    }
    length = barLength(timeframe)
    byDate = length >= DAY && times.every((time) => newYorkStamps.includes(timeOfDay(time)))
    const onGrid = byDate ? times.length : times.filter((time) => barOpen(timeframe as Timeframe, time) === time).length
    if (onGrid < times.length / 2) {
      const open = barOpen(timeframe, times[0])
      giveUp(
        'misaligned',
        `bars of ${timeframe} open at ${iso(open)} and every ${spanText(length)}, but this one is stamped ${iso(times[0])}; import a finer timeframe, or dates without time of day`,
        sample[6],
      )
      return
    }
    for (let i = 0; i < sample.length; i += 7)
      accept(sample[i], sample[i + 1], sample[i + 2], sample[i + 3], sample[i + 4], sample[i + 5], sample[i + 6])
    sample.length = 0
  }

  function accept(stamp: number, open: number, high: number, low: number, close: number, volume: number, line: number): void {
    const time = byDate && newYorkStamps.includes(timeOfDay(stamp)) ? stamp - timeOfDay(stamp) : stamp
    const step = counts.reversed ? lastTime - time : time - lastTime
    if (step !== length && !isInPlace(time, step, open, high, low, close, volume, line)) return
    if (time < chunkFrom || time >= chunkTo) startBlock(time)
    const row = counts.reversed ? CHUNK_ROWS - 1 - filled : filled
    block.time[row] = lastTime = time
    block.open[row] = lastOpen = open
    block.high[row] = lastHigh = high
    block.low[row] = lastLow = low
    block.close[row] = lastClose = close
    block.volume[row] = lastVolume = volume
    lines[row] = line
    filled++
  }

  /** Whether a bar that does not follow the one before at once may stand where it stands. */
  function isInPlace(
    time: number,
    step: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    line: number,
  ): boolean {
    if (step === 0) {
      if (open === lastOpen && high === lastHigh && low === lastLow && close === lastClose && volume === lastVolume) counts.duplicates++
      else report('conflict', `a second bar of ${iso(time)} with other figures than the one before it`, line, columns.time)
      return false
    }
    if (step < 0) {
      report('unsorted', `the bar of ${iso(time)} comes after the one of ${iso(lastTime)}; sort the file by time`, line, columns.time)
      return false
    }
    if (barOpen(timeframe as Timeframe, time) === time) return true
    if (step % length > 0)
      report(
        'step',
        `the bar of ${iso(time)} is ${spanText(step)} from the one before, in a file of ${timeframe} bars: timeframes are mixed, or the time is wrong`,
        line,
        columns.time,
      )
    else report('misaligned', `no bar of ${timeframe} opens at ${iso(time)}`, line, columns.time)
    return false
  }

  function startBlock(time: number): void {
    endBlock()
    const chunk = chunkOf(timeframe as Timeframe, time)
    chunkFrom = chunk * CHUNK_ROWS * length
    chunkTo = chunkFrom + CHUNK_ROWS * length
    block = allocateCandles(CHUNK_ROWS)
    lines = new Float64Array(CHUNK_ROWS)
  }

  function endBlock(): void {
    if (filled === 0) return
    const [from, to] = counts.reversed ? [CHUNK_ROWS - filled, CHUNK_ROWS] : [0, filled]
    const candles = sliceCandles(block, from, to)
    blocks.push({ candles, lines: lines.subarray(from, to) })
    counts.bars += filled
    counts.from = Math.min(counts.from, candles.time[0])
    counts.to = Math.max(counts.to, candles.time[filled - 1] + length)
    noteHabits(candles.time)
    filled = 0
  }

  /** When bars come: the calendar of an instrument without record is told by it. */
  function noteHabits(times: Float64Array): void {
    let day = NaN
    let weekend = false
    for (const time of times) {
      if (!(time - day * DAY < DAY)) {
        day = Math.floor(time / DAY)
        const weekday = (((day + 4) % 7) + 7) % 7
        weekend = weekday === 0 || weekday === 6
      }
      if (weekend) counts.weekendBars++
      const clock = time - day * DAY
      if (clock < counts.earliest) counts.earliest = clock
      if (clock > counts.latest) counts.latest = clock
    }
  }

  function finish(): void {
    if (!settled && sample.length > 0) settle()
    endBlock()
    // Order was judged once the first rows had been seen; people read from the top.
    problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    if (counts.bars === 0 && problems.length === 0) giveUp('empty', 'there is not one bar in the file')
    else if (skipBad && !hopeless && counts.bad > counts.bars)
      giveUp(
        'unknown-layout',
        `more rows are broken (${counts.bad}) than good (${counts.bars}); this is no file with a few bad rows. The first: ${problems[0].message}`,
        problems[0].line,
      )
  }

  const refused = () => hopeless || (!skipBad && counts.bad >= LISTED)

  return {
    push,
    reject: report,
    finish,
    takeBlocks: () => blocks.splice(0),
    refused,
    timeframe: () => (settled && !hopeless ? timeframe : undefined),
    problems,
    counts,
  }
}

/** "5 minutes", "2 hours", "3 days" */
function spanText(milliseconds: number): string {
  const units = [
    [DAY, 'day'],
    [HOUR, 'hour'],
    [60_000, 'minute'],
    [1000, 'second'],
  ] as const
  const [size, name] = units.find(([unit]) => milliseconds % unit === 0) ?? [1, 'millisecond']
  const count = milliseconds / size
  return `${count} ${name}${count === 1 ? '' : 's'}`
}
