import { Play, Square } from 'lucide-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { fillProfiles, riskProfiles, honestBar1, liveDefault1, research1 } from '../../engine/protocol/profiles.ts'
import { KillSwitch } from '../live/KillSwitch.tsx'
import { atWork } from '../stores/live.ts'
import { Button } from '../ui/button.tsx'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Choice, Day, Text } from './fields.tsx'
import { useWindow } from '../window.ts'
import './run.css'

const Arm = lazy(() => import('../live/Arm.tsx').then((module) => ({ default: module.Arm })))
const LiveSettings = lazy(() => import('../live/LiveSettings.tsx').then((module) => ({ default: module.LiveSettings })))

/** What a run is bound to: mode, data, range, capital, profiles; and Run. It edits the binding, never the document. */
export function RunBar({ tab }: { tab: Tab }) {
  const { settings, mode, paper, live } = useRead(tab.run, (state) => state)
  return (
    <div className="run-bar" role="group" aria-label={say('region.run')} data-mode={mode}>
      <LiveWord />
      <select
        className="input mode"
        aria-label={say('run.mode')}
        value={mode}
        onChange={(event) => tab.run.setMode(event.target.value as typeof mode)}
      >
        <option value="backtest">{say('mode.backtest')}</option>
        <option value="paper">{say('mode.paper')}</option>
        <option value="live">{say('mode.live')}</option>
      </select>
      {mode === 'live' ? (
        <Suspense>
          <LiveSettings tab={tab} />
        </Suspense>
      ) : (
        <Text words="run.data" value={settings.data ?? 'practice'} width={96} onChange={(data) => tab.run.set({ data })} />
      )}
      {mode === 'backtest' ? (
        <>
          <Day words="run.from" value={settings.from ?? null} onChange={(from) => tab.run.set({ from })} />
          <Day words="run.to" value={settings.to ?? null} onChange={(to) => tab.run.set({ to })} />
        </>
      ) : mode === 'live' ? (
        <Choice
          words="run.for"
          value={durationName(live.duration)}
          options={Object.keys(durations)}
          onChange={(name) => tab.run.setLive({ duration: durations[name] ?? null })}
        />
      ) : (
        <>
          <Choice
            words="run.speed"
            value={speedName(paper.speed)}
            options={Object.keys(speeds)}
            onChange={(name) => tab.run.setPaper({ speed: speeds[name] ?? null })}
          />
          <Choice
            words="run.for"
            value={durationName(paper.duration)}
            options={Object.keys(durations)}
            onChange={(name) => tab.run.setPaper({ duration: durations[name] ?? null })}
          />
        </>
      )}
      <Text
        words="run.capital"
        value={settings.capital ?? '10000'}
        width={72}
        onChange={(capital) => /^\d{1,15}(\.\d{1,8})?$/.test(capital) && tab.run.set({ capital })}
      />
      <Choice
        words="run.profile"
        value={settings.fillProfile?.name ?? honestBar1.name}
        options={fillProfiles.map(({ name }) => name)}
        onChange={(name) => tab.run.set({ fillProfile: fillProfiles.find((profile) => profile.name === name) ?? honestBar1 })}
      />
      <Choice
        words="run.risk"
        value={settings.riskProfile?.name ?? (mode === 'live' ? liveDefault1 : research1).name}
        options={riskProfiles.map(({ name }) => name)}
        onChange={(name) => tab.run.set({ riskProfile: riskProfiles.find((profile) => profile.name === name) ?? research1 })}
      />
      {mode === 'paper' ? (
        <StartPaper tab={tab} />
      ) : mode === 'live' ? (
        <Suspense>
          <Arm tab={tab} />
        </Suspense>
      ) : (
        <Backtest tab={tab} />
      )}
      <KillSwitch />
    </div>
  )
}

/** The word for the room in which orders are real, while any are. */
function LiveWord() {
  const { live } = useWindow()
  const isArmed = useRead(live, (state) => atWork(state).some(({ mode }) => mode === 'live'))
  return isArmed ? <strong className="live-word">{say('run.live-word')}</strong> : null
}

/** A press this soon after a run began was meant for Run: a double click, or a run by itself that was quicker. Milliseconds. */
const SOON = 400

/**
 * Run, once or on every edit; and how far it is. Stop stands where Run stood, and nothing here grows: a bar that takes a second line while
 * something runs would move the canvas under the pointer.
 */
function Backtest({ tab }: { tab: Tab }) {
  const { running, autoRun, took } = useRead(tab.run, (state) => state)
  const { layout } = useWindow()
  const begun = useRef(0)
  const tooSlow = (took ?? 0) > 5000
  const isRunning = running !== undefined
  useEffect(() => {
    if (isRunning) begun.current = performance.now()
  }, [isRunning])
  const setAutoRun = (on: boolean) => {
    tab.run.setAutoRun(on)
    layout.setAutoRun(on)
  }
  const press = () => {
    if (!isRunning) void tab.run.run()
    else if (performance.now() - begun.current > SOON) tab.run.stop()
  }
  return (
    <>
      <label className="auto" title={tooSlow ? say('run.auto-off', { seconds: ((took ?? 0) / 1000).toFixed(1) }) : undefined}>
        <input type="checkbox" checked={autoRun} disabled={tooSlow} onChange={(event) => setAutoRun(event.target.checked)} />
        {say('run.auto')}
      </label>
      <span className="run-go">
        <Button {...(running ? {} : { kind: 'primary' })} onPress={press}>
          {running ? <Square aria-hidden /> : <Play aria-hidden />} {say(running ? 'run.stop' : 'run.run')}
        </Button>
        {running && <progress value={running.share} max={1} aria-label={running.doing} />}
      </span>
    </>
  )
}

/** Begins a paper run and shows how it goes. */
function StartPaper({ tab }: { tab: Tab }) {
  const { live, layout, notices } = useWindow()
  const [starting, setStarting] = useState(false)
  async function start(): Promise<void> {
    setStarting(true)
    const run = await tab.run.startPaper()
    setStarting(false)
    if (run === undefined) {
      notices.tell(tab.run.getState().failure ?? say('run.not-started'))
      return layout.show('problems')
    }
    live.choose(run)
    live.refresh()
    layout.show('live')
  }
  return (
    <Button kind="primary" isDisabled={starting} onPress={() => void start()}>
      <Play aria-hidden /> {say('run.start-paper')}
    </Button>
  )
}

/** How fast a paper run's clock goes, by name. */
const speeds: Readonly<Record<string, number | null>> = {
  'real time': 1,
  '60×': 60,
  '3,600×': 3600,
  '36,000×': 36_000,
  'as fast as it can': null,
}
const speedName = (speed: number | null) => Object.keys(speeds).find((name) => speeds[name] === speed) ?? 'real time'

const HOUR = 3_600_000
/** How long it runs, by its own clock. */
const durations: Readonly<Record<string, number | null>> = {
  'until stopped': null,
  '1 hour': HOUR,
  '1 day': 24 * HOUR,
  '1 week': 168 * HOUR,
  '30 days': 720 * HOUR,
}
const durationName = (duration: number | null) => Object.keys(durations).find((name) => durations[name] === duration) ?? 'until stopped'
