import { log } from '../../nodes/define/functions.ts'
import type { ReportDocument } from '../protocol/report.ts'
import { numberText, rateText } from './format.ts'
import { markup, type Markup } from './markup.ts'
import { thin } from './thinning.ts'
import { ratioTicks, timeTicks, valueTicks } from './ticks.ts'

/** Charts as plain SVG, drawn in the page's own colours by class names. Sizes are in units of the view box. */

const WIDTH = 1000
const MARGIN = { left: 76, right: 12, top: 10, bottom: 22 }
/** Two points a unit of width: no eye sees more. */
const MOST_POINTS = 2 * WIDTH

type Line = { readonly name: string; readonly values: Float64Array }
type Scale = (value: number) => number

/** Equity and the holding over time, in account currency. */
export function equityChart({ equity, currency }: ReportDocument): Markup {
  const times = equity.map(([time]) => time)
  const column = (at: 1 | 2) => Float64Array.from(equity, (point) => (point[at] === null ? NaN : Number(point[at])))
  const lines: Line[] = [
    { name: 'hold', values: column(2) },
    { name: 'equity', values: column(1) },
  ]
  const height = 300
  const { x, y, grid, isRatio } = frame(times, lines, height, { label: (value) => numberText(value, value < 10 ? 2 : 0), mayBeRatio: true })
  return svg(
    height,
    `Equity of the strategy and of buying and holding, in ${currency}${isRatio ? ', ratio scale' : ''}`,
    markup`${grid}${isRatio ? markup`<text class="axis" x="${MARGIN.left + 6}" y="${height - MARGIN.bottom - 8}">ratio scale</text>` : markup``}${lines.map((line) => markup`<path class="line ${line.name}" d="${path(times, line.values, x, y)}" />`)}`,
  )
}

/** How far equity is below its highest value so far. */
export function drawdownChart({ equity, capital }: ReportDocument): Markup {
  const times = equity.map(([time]) => time)
  let peak = Number(capital)
  const values = Float64Array.from(equity, ([, text]) => {
    if (text === null) return NaN
    peak = Math.max(peak, Number(text))
    return Number(text) / peak - 1
  })
  const height = 130
  const { x, y, grid } = frame(
    times,
    [
      { name: 'drawdown', values },
      { name: 'zero', values: Float64Array.of(0) },
    ],
    height,
    { label: rateText, most: 3 },
  )
  const line = path(times, values, x, y)
  const area = line === '' ? '' : `${line}L${place(x(times[times.length - 1]))} ${place(y(0))}L${place(x(times[0]))} ${place(y(0))}Z`
  return svg(
    height,
    'Drawdown from the highest equity so far',
    markup`${grid}<path class="drawdown" d="${area}" /><path class="line loss" d="${line}" />`,
  )
}

/** Returns of closed trades, counted. Losses and gains meet at 0. */
export function distributionChart({ distribution: { bins } }: ReportDocument): Markup {
  const height = 180
  const most = bins.reduce((highest, { count }) => Math.max(highest, count), 0)
  const low = bins[0].from
  const high = bins[bins.length - 1].to
  const x: Scale = (value) => MARGIN.left + ((value - low) / (high - low)) * (WIDTH - MARGIN.left - MARGIN.right)
  const y: Scale = (value) => height - MARGIN.bottom - (value / most) * (height - MARGIN.top - MARGIN.bottom)
  const bars = bins.map(({ from, to, count }) => {
    const kind = to <= 0 ? 'loss' : 'gain'
    const [left, width] = [place(x(from) + 1), place(Math.max(x(to) - x(from) - 2, 1))]
    return markup`<rect class="bar ${kind}" x="${left}" y="${place(y(count))}" width="${width}" height="${place(y(0) - y(count))}"
      ><title>${rateText(from)} to ${rateText(to)}: ${count}</title></rect>`
  })
  const below = valueTicks(low, high, 8).map(
    (value) => markup`<text class="axis middle" x="${place(x(value))}" y="${height - 6}">${rateText(value)}</text>`,
  )
  const counts = valueTicks(0, most, 3).filter(Number.isInteger)
  return svg(height, 'Returns of closed trades', markup`${rows(counts, y, (value) => numberText(value, 0))}${bars}${below}`)
}

/** A curve that more than triples is drawn by ratio: on an even scale all that came before its peak would be a flat line. */
const RATIO = 3

type FrameOptions = { readonly label: (value: number) => string; readonly most?: number; readonly mayBeRatio?: boolean }

function frame(times: readonly number[], lines: readonly Line[], height: number, { label, most = 5, mayBeRatio = false }: FrameOptions) {
  const [low, high] = extent(lines)
  const isRatio = mayBeRatio && low > 0 && high / low > RATIO
  const at = isRatio ? log : (value: number) => value
  const [first, last] = [times[0], times[times.length - 1]]
  const span = Math.max(last - first, 1)
  const x: Scale = (time) => MARGIN.left + ((time - first) / span) * (WIDTH - MARGIN.left - MARGIN.right)
  const y: Scale = (value) =>
    height - MARGIN.bottom - ((at(value) - at(low)) / (at(high) - at(low))) * (height - MARGIN.top - MARGIN.bottom)
  const below = timeTicks(first, last).map(({ time, label: text }) => {
    const column = place(x(time))
    return markup`<path class="grid" d="M${column} ${MARGIN.top}V${height - MARGIN.bottom}" /><text class="axis middle" x="${column}" y="${height - 6}">${text}</text>`
  })
  const ticks = isRatio ? ratioTicks(low, high) : low < high ? valueTicks(low, high, most) : []
  return { x, y, isRatio, grid: markup`${below}${rows(ticks, y, label)}` }
}

/** Lowest and highest known value; a flat curve gets room on both sides, and no curve nothing. */
function extent(lines: readonly Line[]): [low: number, high: number] {
  let low = Infinity
  let high = -Infinity
  for (const { values } of lines) {
    for (let row = 0; row < values.length; row++) {
      if (values[row] < low) low = values[row]
      if (values[row] > high) high = values[row]
    }
  }
  return low === high ? [low - Math.abs(low) / 10 - 1e-9, high + Math.abs(high) / 10 + 1e-9] : [low, high]
}

function rows(values: readonly number[], y: Scale, label: (value: number) => string): Markup[] {
  return values.map(
    (value) =>
      markup`<path class="grid" d="M${MARGIN.left} ${place(y(value))}H${WIDTH - MARGIN.right}" /><text class="axis end" x="${MARGIN.left - 8}" y="${place(y(value) + 4)}">${label(value)}</text>`,
  )
}

/** A path through the known points; a stretch without a value leaves a gap. */
function path(times: readonly number[], values: Float64Array, x: Scale, y: Scale): string {
  let text = ''
  let isDrawing = false
  for (const row of thin(values, MOST_POINTS, MOST_POINTS).rows) {
    const value = values[row]
    if (value === value) text += `${isDrawing ? 'L' : 'M'}${place(x(times[row]))} ${place(y(value))}`
    isDrawing = value === value
  }
  return text
}

function place(value: number): string {
  return value.toFixed(1)
}

function svg(height: number, title: string, content: Markup): Markup {
  return markup`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">${content}</svg>`
}
