import { ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from 'lucide-react'
import { chartOf } from '../stores/chart.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'
import { fixed } from './numbers.ts'
import { timeWords } from './ticks.ts'
import './chart.css'

/** The strip between canvas and results: any bar of the run, and with it every wire's value at its close. */
export function TimeCursor({ tab }: { tab: Tab }) {
  const { engine } = useWindow()
  const chart = chartOf(engine, tab)
  const info = useRead(chart, (state) => state.info)
  const cursorBar = useRead(chart, (state) => state.cursorBar)
  const at = useRead(chart, (state) => state.at)
  const latest = useRead(tab.view, ({ cursor }) => cursor === undefined)
  if (!info || info.bars === 0) {
    return (
      <div className="time-cursor" role="group" aria-label={say('cursor.label')}>
        <span className="time-words">{say('cursor.none')}</span>
      </div>
    )
  }
  const last = info.bars - 1
  const bar = cursorBar ?? last
  const time = at ? timeWords(at.time - info.barLength, info.barLength) : ''
  const words = say('cursor.bar', { bar: fixed(bar + 1, 0), bars: fixed(info.bars, 0) })
  const step = (to: number) => chart.cursorTo(to, { follow: true })
  return (
    <div className="time-cursor" role="group" aria-label={say('cursor.label')}>
      <Button kind="quiet" label={say('cursor.first')} isDisabled={bar === 0} onPress={() => step(0)}>
        <ChevronFirst aria-hidden />
      </Button>
      <Button kind="quiet" label={say('cursor.back')} isDisabled={bar === 0} onPress={() => step(bar - 1)}>
        <ChevronLeft aria-hidden />
      </Button>
      <input
        type="range"
        min={0}
        max={last}
        value={bar}
        step={1}
        aria-label={say('cursor.label')}
        aria-valuetext={`${time}, ${words}`}
        onChange={(event) => step(Number(event.target.value))}
        onKeyDown={(event) => {
          // A range steps by a tenth of itself on Page Up: a hundred bars are something a person can mean.
          const by = event.key === 'PageUp' ? 100 : event.key === 'PageDown' ? -100 : 0
          if (by === 0) return
          event.preventDefault()
          step(bar + by)
        }}
      />
      <Button kind="quiet" label={say('cursor.forward')} isDisabled={bar === last} onPress={() => step(bar + 1)}>
        <ChevronRight aria-hidden />
      </Button>
      <Button kind="quiet" label={say('cursor.last')} isDisabled={latest} onPress={() => chart.cursorToLatest()}>
        <ChevronLast aria-hidden />
      </Button>
      <span className="time-words">{time} UTC</span>
      <span className="time-bar">{words}</span>
    </div>
  )
}
