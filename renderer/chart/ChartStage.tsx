import { useEffect, useId, useRef, useState } from 'react'
import type { ChartStore } from '../stores/chart.ts'
import { say } from '../text/en.ts'
import { timeAt } from './bar-times.ts'
import { listenToHand, pressKey } from './gestures.ts'
import { Legends } from './Legends.tsx'
import type { Mark } from './mark-at.ts'
import { decimalsOfText, fixed, measured } from './numbers.ts'
import { summaryOf } from './summary.ts'
import { createSurface } from './surface.ts'
import { timeWords } from './ticks.ts'

/** Milliseconds without a change that count as rest. */
const REST = 400

/** The picture itself: canvases, legends, hands and keys. */
export function ChartStage({ chart, marks }: { chart: ChartStore; marks: readonly string[] }) {
  const host = useRef<HTMLDivElement>(null)
  const picture = useRef<HTMLCanvasElement>(null)
  const overlay = useRef<HTMLCanvasElement>(null)
  const [mark, setMark] = useState<Mark>()
  const [height, setHeight] = useState(0)
  const summary = useId()

  useEffect(() => {
    const [box, below, above] = [host.current, picture.current, overlay.current]
    if (!box || !below || !above) return
    const surface = createSurface(chart, box, below, above)
    const stop = listenToHand(chart, box, surface, (now) =>
      setMark((old) => (old?.bar === now?.bar && old?.price === now?.price ? old : now)),
    )
    const sizes = new ResizeObserver(() => setHeight(box.clientHeight))
    sizes.observe(box)
    return () => {
      stop()
      sizes.disconnect()
      surface.dispose()
    }
  }, [chart])

  return (
    <div
      ref={host}
      className="chart-stage"
      role="application"
      tabIndex={0}
      aria-label={say('chart.label')}
      aria-describedby={summary}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || !pressKey(chart, event.key, event.shiftKey)) return
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      <canvas ref={picture} aria-hidden />
      <canvas ref={overlay} aria-hidden />
      <Legends chart={chart} height={height} marks={marks} />
      {mark && <MarkTip chart={chart} mark={mark} />}
      <Summary chart={chart} id={summary} />
    </div>
  )
}

/** What is known of the mark under the pointer. */
function MarkTip({ chart, mark }: { chart: ChartStore; mark: Mark }) {
  const { info, slot, far } = chart.getState()
  const market = info?.slots.find(({ name }) => name === slot)
  if (!info || !market || !far) return null
  const decided = timeWords(timeAt(far, mark.decided, info), info.barLength > 3_600_000 * 23 ? info.barLength : 0)
  return (
    <div className="chart-tip" data-below={mark.y < 90 || undefined} style={{ left: mark.x, top: mark.y }} role="status">
      <strong>
        {say(mark.bought ? 'chart.bought' : 'chart.sold', { quantity: measured(mark.quantity), base: market.base })}
        {' @ '}
        {fixed(mark.price, decimalsOfText(market.tick))}
      </strong>
      <span>{say(`chart.${mark.purpose}`)}</span>
      <span>{say('chart.decided', { time: decided })}</span>
      {mark.count > 1 && <span>{say('chart.stands-for', { count: mark.count })}</span>}
    </div>
  )
}

/** The picture in words, for those who do not see it; where the cursor stands is told as it moves. Written once a movement has come to rest. */
function Summary({ chart, id }: { chart: ChartStore; id: string }) {
  const [{ whole, cursor }, setWords] = useState({ whole: '', cursor: '' })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const write = () => {
      clearTimeout(timer)
      timer = setTimeout(() => setWords(summaryOf(chart.getState())), REST)
    }
    write()
    const stop = chart.subscribe(write)
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [chart])
  return (
    <div className="visually-hidden">
      <p id={id}>
        {whole} {say('chart.keys')}
      </p>
      <p aria-live="polite">{cursor}</p>
    </div>
  )
}
