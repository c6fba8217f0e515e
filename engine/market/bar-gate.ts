import { barLength, barOpen, type Timeframe } from '../../nodes/define/timeframe.ts'
import { createBlocks, type BarHabits, type Block } from './bar-blocks.ts'
import { dateOfStamp, isoText, shapeOf, spanText } from './bar-series.ts'
import type { BarColumns } from './csv-layout.ts'
import type { Problem, ProblemCode } from './problems.ts'

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
export type GateCounts = BarHabits & {
  /** Rows equal to the one before them, left out. */
  duplicates: number
  /** Broken rows. */
  bad: number
  /** The file runs from newest to oldest. */
  reversed: boolean
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
  /** Known once enough rows have been seen. */
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

/** The gate of one file. */
export function createBarGate({ file, columns, skipBad, timeframe: asked }: GateOptions): BarGate {
  const problems: Problem[] = []
  const habits = { bars: 0, weekendBars: 0, from: Infinity, to: -Infinity, earliest: Infinity, latest: -Infinity }
  const counts: GateCounts = { ...habits, duplicates: 0, bad: 0, reversed: false }
  const sample: number[] = []
  let timeframe: Timeframe | undefined
  let blocks: ReturnType<typeof createBlocks> | undefined
  let length = 0
  let byDate = false
  let hopeless = false
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
    } else if (blocks !== undefined) {
      accept(time, open, high, low, close, volume, line)
    } else {
      sample.push(time, open, high, low, close, volume, line)
      if (sample.length === SAMPLE * 7) settle()
    }
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
    const shape = shapeOf(
      sample.filter((_, i) => i % 7 === 0),
      asked,
    )
    if ('code' in shape) return giveUp(shape.code, shape.message, sample[6])
    timeframe = shape.timeframe
    length = barLength(timeframe)
    byDate = shape.byDate
    counts.reversed = shape.reversed
    blocks = createBlocks(timeframe, shape.reversed, counts)
    for (let i = 0; i < sample.length; i += 7) {
      accept(sample[i], sample[i + 1], sample[i + 2], sample[i + 3], sample[i + 4], sample[i + 5], sample[i + 6])
    }
    sample.length = 0
  }

  function accept(stamp: number, open: number, high: number, low: number, close: number, volume: number, line: number): void {
    const time = byDate ? dateOfStamp(stamp) : stamp
    const step = counts.reversed ? lastTime - time : time - lastTime
    if (step === 0) {
      if (open === lastOpen && high === lastHigh && low === lastLow && close === lastClose && volume === lastVolume) counts.duplicates++
      else report('conflict', `a second bar of ${isoText(time)} with other figures than the one before it`, line, columns.time)
      return
    }
    if (step !== length && !isInPlace(time, step, line)) return
    lastTime = time
    lastOpen = open
    lastHigh = high
    lastLow = low
    lastClose = close
    lastVolume = volume
    blocks?.add(time, open, high, low, close, volume, line)
  }

  /** Whether a bar that does not follow the one before at once may stand where it stands. The first bar has a step of NaN. */
  function isInPlace(time: number, step: number, line: number): boolean {
    if (step < 0) {
      report(
        'unsorted',
        `the bar of ${isoText(time)} comes after the one of ${isoText(lastTime)}; sort the file by time`,
        line,
        columns.time,
      )
      return false
    }
    if (timeframe !== undefined && barOpen(timeframe, time) === time) return true
    if (step % length > 0) {
      const reason = 'timeframes are mixed, or the time is wrong'
      report(
        'step',
        `the bar of ${isoText(time)} is ${spanText(step)} from the one before, in a file of ${timeframe} bars: ${reason}`,
        line,
        columns.time,
      )
    } else report('misaligned', `no bar of ${timeframe} opens at ${isoText(time)}`, line, columns.time)
    return false
  }

  function finish(): void {
    if (blocks === undefined && sample.length > 0 && !hopeless) settle()
    blocks?.end()
    // Order was judged once the first rows had been seen; people read from the top.
    problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
    if (counts.bars === 0 && problems.length === 0) giveUp('empty', 'there is not one bar in the file')
    else if (skipBad && !hopeless && counts.bad > counts.bars) {
      const found = `more rows are broken (${counts.bad}) than good (${counts.bars}); this is no file with a few bad rows`
      giveUp('unknown-layout', `${found}. The first: ${problems[0].message}`, problems[0].line)
    }
  }

  return {
    push,
    reject: report,
    finish,
    takeBlocks: () => blocks?.take() ?? [],
    refused: () => hopeless || (!skipBad && counts.bad >= LISTED),
    timeframe: () => (hopeless ? undefined : timeframe),
    problems,
    counts,
  }
}
