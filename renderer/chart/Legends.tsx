import type { ChartStore } from '../stores/chart.ts'
import { useRead } from '../stores/use.ts'
import { say } from '../text/en.ts'
import { AXIS_WIDTH, layoutPanes } from './layout.ts'
import { compact, decimalsOfText, fixed, measured, percent } from './numbers.ts'
import { lineColourName } from './palette.ts'
import type { Plot } from './plots.ts'

/** What each pane shows and what it is worth at the time cursor, in the pane's corner. */
/** `marks`: what a result is never shown without, such as that its market is simulated. */
export function Legends({ chart, height, marks }: { chart: ChartStore; height: number; marks: readonly string[] }) {
  // Not the range: panning draws sixty times a second and changes nothing here.
  const info = useRead(chart, (state) => state.info)
  const at = useRead(chart, (state) => state.at)
  const slot = useRead(chart, (state) => state.slot)
  const plots = useRead(chart, (state) => state.plots)
  const open = useRead(chart, (state) => state.open)
  const shown = useRead(chart, (state) => state.layers)
  const market = info?.slots.find(({ name }) => name === slot)
  if (!info || !market) return null
  const decimals = decimalsOfText(market.tick)
  const colourOf = ({ wire }: Plot) => lineColourName(plots.findIndex((plot) => plot.wire === wire))
  const rising = at !== undefined && at.close >= at.open
  return layoutPanes({ info, slot, plots, open, layers: shown }, height).map((pane) => (
    <div key={pane.key} className="chart-legend" style={{ top: pane.top, maxHeight: pane.height, right: AXIS_WIDTH }} aria-hidden>
      {pane.kind === 'price' && (
        <>
          <strong>
            {market.symbol} {market.timeframe}
          </strong>
          {marks.map((mark) => (
            <em key={mark}>{mark}</em>
          ))}
          {at && (
            <span className={rising ? 'gain' : 'loss'}>
              {(['open', 'high', 'low', 'close'] as const).map((field) => (
                <span key={field}>
                  <i>{say(`chart.${field}-short`)}</i> {fixed(at[field], decimals)}{' '}
                </span>
              ))}
            </span>
          )}
          {at && shown.has('volume') && (
            <span>
              <i>{say('chart.volume-short')}</i> {compact(at.volume)}
            </span>
          )}
        </>
      )}
      {pane.plots.map((plot, i) => (
        <span key={plot.wire}>
          <b style={{ background: colourOf(plot) }} />
          <i>{nameOf(plot, pane.plots[i - 1])}</i>{' '}
          {at && (plot.isPrice ? fixed(at.wires[plot.wire] ?? NaN, decimals) : measured(at.wires[plot.wire] ?? NaN))}
        </span>
      ))}
      {pane.kind === 'equity' && (
        <span>
          <i>{say('chart.equity')}</i> {at && `${fixed(at.equity, 2)} ${info.currency}`}
        </span>
      )}
      {pane.kind === 'drawdown' && (
        <span>
          <i>{say('chart.drawdown')}</i> {at && percent(-at.drawdown)}
        </span>
      )}
    </div>
  ))
}

/** The node's title once, then its ports. */
function nameOf({ node, title, port }: Plot, before: Plot | undefined): string {
  if (port === undefined) return title
  return before?.node === node ? port : `${title} ${port}`
}
