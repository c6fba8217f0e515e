import { useEffect, useId, useState } from 'react'
import type { Preview } from '../../engine/protocol/data-requests.ts'
import { timeframes, type Timeframe } from '../../nodes/define/timeframe.ts'
import { numberText, priceText, timeText } from '../report/format.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { useWindow } from '../window.ts'
import { uploadFile } from './upload.ts'

type Step =
  | { readonly kind: 'sending'; readonly share: number }
  | { readonly kind: 'reading'; readonly share: number }
  | { readonly kind: 'seen'; readonly preview: Preview }
  | { readonly kind: 'importing'; readonly share: number }
  | { readonly kind: 'failed'; readonly message: string }

/** A candle file on its way in: handed over, looked at, and taken only when the person says so. */
export function ImportDialog({ file, onClose, onDone }: { file: File; onClose: () => void; onDone: (words: string) => void }) {
  const { engine } = useWindow()
  const [step, setStep] = useState<Step>({ kind: 'sending', share: 0 })
  const [upload, setUpload] = useState<string>()
  const [symbol, setSymbol] = useState<string>()
  const [timeframe, setTimeframe] = useState<Timeframe>()
  const [skipBad, setSkipBad] = useState(false)
  const [replace, setReplace] = useState(false)
  const [controller] = useState(() => new AbortController())
  const fail = (error: unknown) => setStep({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })

  useEffect(() => {
    uploadFile(engine, file, (share) => setStep({ kind: 'sending', share }), controller.signal).then(
      (sent) => (sent.ok ? setUpload(sent.upload) : fail(sent.message)),
      (error: unknown) => controller.signal.aborted || fail(error),
    )
  }, [engine, file, controller])

  // What the market is called or how long its bars are may be told; the file is then read anew.
  useEffect(() => {
    if (upload === undefined) return
    let isCurrent = true
    setStep({ kind: 'reading', share: 0 })
    const asked = {
      file: `upload:${upload}`,
      ...(symbol === undefined ? {} : { symbol }),
      ...(timeframe === undefined ? {} : { timeframe }),
    }
    const onProgress = (share: number) => isCurrent && setStep({ kind: 'reading', share })
    engine.request('data.preview', asked, { onProgress }).then((answer) => {
      if (isCurrent) setStep(answer.ok ? { kind: 'seen', preview: answer.preview } : { kind: 'failed', message: answer.message })
    }, fail)
    return () => {
      isCurrent = false
    }
  }, [engine, upload, symbol, timeframe])

  function close(): void {
    controller.abort()
    if (upload !== undefined) void engine.request('data.discard', { upload })
    onClose()
  }

  async function take(preview: Preview): Promise<void> {
    setStep({ kind: 'importing', share: 0 })
    const wanted = { file: `upload:${upload}`, symbol: preview.symbol, timeframe: preview.timeframe, skipBad, replace }
    const answer = await engine.request('data.import', wanted, { onProgress: (share) => setStep({ kind: 'importing', share }) })
    if (!answer.ok) return setStep({ kind: 'failed', message: answer.message })
    const { bars, added, alreadyThere, replaced } = answer.imported
    onDone(
      say('data.imported', { symbol: preview.symbol, timeframe: preview.timeframe, bars: numberText(bars), added, alreadyThere, replaced }),
    )
    close()
  }

  return (
    <Modal title={say('data.import-title', { name: file.name })} open onClose={close}>
      {(step.kind === 'sending' || step.kind === 'reading' || step.kind === 'importing') && (
        <p role="status">
          {say(`data.${step.kind}`)} <progress value={step.share} max={1} aria-label={say(`data.${step.kind}`)} />
        </p>
      )}
      {step.kind === 'failed' && (
        <p className="notice lines" data-kind="error" role="alert">
          {say('data.not-imported')} {step.message}
        </p>
      )}
      {step.kind === 'seen' && (
        <>
          <PreviewTable preview={step.preview} />
          <div className="import-fields">
            <SymbolField value={step.preview.symbol} onChange={setSymbol} />
            <TimeframeField value={step.preview.timeframe} onChange={setTimeframe} />
          </div>
          {step.preview.broken > 0 && (
            <label className="check">
              <input type="checkbox" checked={skipBad} onChange={(event) => setSkipBad(event.target.checked)} />
              {say('data.skip-bad', { count: numberText(step.preview.broken) })}
            </label>
          )}
          <label className="check">
            <input type="checkbox" checked={replace} onChange={(event) => setReplace(event.target.checked)} />
            {say('data.replace')}
          </label>
        </>
      )}
      <div className="detail-actions">
        {step.kind === 'seen' && (
          <Button kind="primary" isDisabled={step.preview.broken > 0 && !skipBad} onPress={() => void take(step.preview).catch(fail)}>
            {say('data.take', { bars: numberText(step.preview.bars) })}
          </Button>
        )}
        <Button onPress={close}>{say('data.cancel')}</Button>
      </div>
    </Modal>
  )
}

/** What the file holds: its market, its first bars, and every broken line. */
function PreviewTable({ preview }: { preview: Preview }) {
  const { symbol, timeframe, bars, from, to, duplicates, rounded, reversed, derived, instrument, broken, brokenRows, first } = preview
  const remarks = [
    derived && say('data.derived', { tick: instrument.tick, lot: instrument.lot, calendar: instrument.calendar }),
    duplicates > 0 && say('data.duplicates', { count: duplicates }),
    rounded > 0 && say('data.rounded', { count: rounded }),
    reversed && say('data.reversed'),
  ].filter((one) => one !== false)
  return (
    <>
      <p>{say('data.holds', { symbol, timeframe, bars: numberText(bars), from: timeText(from), to: timeText(to) })}</p>
      <table className="figures">
        <thead>
          <tr>
            {(['open-time', 'open', 'high', 'low', 'close', 'volume'] as const).map((name) => (
              <th key={name} scope="col">
                {say(`data.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first.map(([time, open, high, low, close, volume]) => (
            <tr key={time}>
              <td>{timeText(time)}</td>
              <td>{priceText(open)}</td>
              <td>{priceText(high)}</td>
              <td>{priceText(low)}</td>
              <td>{priceText(close)}</td>
              <td>{numberText(volume, 4)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {remarks.length > 0 && (
        <ul className="soft">
          {remarks.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ul>
      )}
      {broken > 0 && (
        <details open>
          <summary>{say('data.broken', { count: numberText(broken) })}</summary>
          <ul className="broken" tabIndex={0} aria-label={say('data.broken', { count: numberText(broken) })}>
            {brokenRows.map((row) => (
              <li key={row}>{row}</li>
            ))}
            {broken > brokenRows.length && <li>{say('data.more-broken', { count: numberText(broken - brokenRows.length) })}</li>}
          </ul>
        </details>
      )}
    </>
  )
}

function SymbolField({ value, onChange }: { value: string; onChange: (symbol: string) => void }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{say('data.symbol')}</label>
      <input
        key={value}
        id={id}
        className="input"
        defaultValue={value}
        maxLength={41}
        onBlur={(event) => event.target.value !== value && onChange(event.target.value.trim().toUpperCase())}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
    </div>
  )
}

function TimeframeField({ value, onChange }: { value: Timeframe; onChange: (timeframe: Timeframe) => void }) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{say('data.timeframe')}</label>
      <select
        id={id}
        className="input"
        value={value}
        onChange={(event) => onChange(timeframes.find((one) => one === event.target.value) ?? value)}
      >
        {timeframes.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </div>
  )
}
