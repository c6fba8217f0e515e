import type { ChartState } from '../stores/chart.ts'
import { say } from '../text/en.ts'
import type { Frame } from './frame.ts'
import { frameOf, paint } from './paint.ts'
import { readPalette } from './palette.ts'

/** Height of the line above the picture that says what it is of. */
const HEAD = 28
/** Pixels of the picture to one of the screen: sharp in print. */
const RATIO = 2

/**
 * The chart as it stands, as a PNG file, with a line that says of what: name, market, and the marks no result is shown without.
 * Undefined where nothing is drawn yet.
 */
export async function pictureOf(state: ChartState, host: HTMLElement, title: string): Promise<Blob | undefined> {
  const [width, height] = [host.clientWidth, host.clientHeight]
  const chart = canvasOf(width, height)
  const palette = readPalette(host)
  const frame = frameOf(state, { context: chart.context, palette, ratio: RATIO, width, height })
  if (!frame) return undefined
  paint(frame)
  namePanes(frame)
  const whole = canvasOf(width, height + HEAD)
  const { context } = whole
  context.fillStyle = palette.background
  context.fillRect(0, 0, whole.canvas.width, whole.canvas.height)
  context.drawImage(chart.canvas, 0, HEAD * RATIO)
  context.setTransform(RATIO, 0, 0, RATIO, 0, 0)
  context.font = palette.font
  context.fillStyle = palette.ink
  context.textBaseline = 'middle'
  context.fillText(title, 8, HEAD / 2, width - 16)
  return new Promise((resolve) => whole.canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/png'))
}

/** What the page's legends say on screen: what each line is. */
function namePanes({ context, palette, panes, state }: Frame): void {
  context.textAlign = 'left'
  context.textBaseline = 'top'
  for (const pane of panes) {
    const own = pane.kind === 'equity' || pane.kind === 'drawdown' ? [{ words: say(`chart.${pane.kind}`), colour: palette.inkSoft }] : []
    const lines = pane.plots.map(({ wire, title, port }) => ({
      words: port === undefined ? title : `${title} ${port}`,
      colour: palette.lines[state.plots.findIndex((plot) => plot.wire === wire) % palette.lines.length]!,
    }))
    let left = 8
    for (const { words, colour } of [...own, ...lines]) {
      context.fillStyle = colour
      context.fillText(words, left, pane.top + 4)
      left += context.measureText(words).width + 14
    }
  }
}

/** Hands a file to the person, by the browser's own way of saving. */
export function handOver(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}

function canvasOf(width: number, height: number): { readonly canvas: HTMLCanvasElement; readonly context: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * RATIO)
  canvas.height = Math.round(height * RATIO)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('this browser draws no pictures')
  return { canvas, context }
}
