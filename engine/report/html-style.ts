/** The look of the HTML report: calm, light or dark as the reader's system asks, black on white on paper. Red and green only for money, and never alone. */
export const style = `
:root { color-scheme: light dark; --paper: #fbfbfa; --panel: #fff; --ink: #1c2126; --soft: #5d6770; --line: #e3e6e8; --accent: #2360a5; --hold: #98a1a9; --gain: #14724b; --loss: #b3362c; --warn: #8a5a00; --warn-panel: #fff6e0; --gain-heat: 20 130 85; --loss-heat: 200 60 48 }
@media (prefers-color-scheme: dark) { :root { --paper: #14171a; --panel: #1b1f23; --ink: #e4e7ea; --soft: #9aa5ae; --line: #2d3339; --accent: #74aef2; --hold: #77818a; --gain: #58c193; --loss: #f0857b; --warn: #e8b65a; --warn-panel: #2a2417; --gain-heat: 60 180 125; --loss-heat: 230 95 85 } }
@media print { :root { color-scheme: light; --paper: #fff; --panel: #fff; --ink: #000; --soft: #444; --line: #ccc; --accent: #1d4f8b; --hold: #888; --gain: #0d5c3b; --loss: #98271e; --warn: #6e4700; --warn-panel: #fff; --gain-heat: 20 130 85; --loss-heat: 200 60 48 } }
* { box-sizing: border-box }
html { background: var(--paper); color: var(--ink); font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; -webkit-print-color-adjust: exact; print-color-adjust: exact }
body { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; font-variant-numeric: tabular-nums }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; font-weight: 650; overflow-wrap: anywhere }
h2 { font-size: 15px; margin: 40px 0 12px; font-weight: 650 }
p { margin: 0 }
.soft, caption, small { color: var(--soft) }
.facts { color: var(--soft); display: flex; flex-wrap: wrap; gap: 0 20px }
.marks { display: flex; flex-wrap: wrap; gap: 8px; margin: 12px 0 0; padding: 0; list-style: none }
.marks li { border: 1px solid var(--warn); color: var(--warn); border-radius: 4px; padding: 0 8px; font-weight: 600 }
.remarks { margin: 24px 0 0; padding: 12px 16px; background: var(--warn-panel); border: 1px solid var(--line); border-left: 3px solid var(--warn); border-radius: 4px }
.remarks h2 { margin: 0 0 4px }
.remarks ul, .plain { margin: 0; padding-left: 18px }
.remarks li.warning { font-weight: 600 }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(168px, 1fr)); gap: 12px; margin: 24px 0 }
.tile { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px }
.tile b { display: block; font-size: 20px; line-height: 1.3; font-weight: 650; white-space: nowrap }
.tile span { display: block; color: var(--soft); font-size: 13px }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 16px; overflow-x: auto }
.key { display: flex; gap: 20px; color: var(--soft); font-size: 13px; margin: 0 0 4px 76px }
.key i { display: inline-block; width: 18px; height: 0; border-top: 2px solid; margin-right: 6px; vertical-align: middle }
.key .equity { border-color: var(--accent) } .key .hold { border-color: var(--hold); border-top-style: dashed }
svg { display: block; width: 100%; height: auto }
.line { fill: none; stroke-width: 1.6; stroke-linejoin: round } .line.equity { stroke: var(--accent) } .line.hold { stroke: var(--hold); stroke-width: 1.3; stroke-dasharray: 5 3 } .line.loss { stroke: var(--loss); stroke-width: 1 }
.drawdown { fill: var(--loss); opacity: .16 } .grid { stroke: var(--line); stroke-width: 1; fill: none } .axis { fill: var(--soft); font-size: 12px } .axis.end { text-anchor: end } .axis.middle { text-anchor: middle }
.bar.gain { fill: var(--gain) } .bar.loss { fill: var(--loss) }
.gain { color: var(--gain) } .loss { color: var(--loss) }
.groups { columns: 2 400px; column-gap: 16px } .groups > * { break-inside: avoid; margin-bottom: 16px }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); gap: 0 40px } .counts div { display: flex; justify-content: space-between; gap: 16px; border-bottom: 1px solid var(--line); padding: 3px 8px } .counts + * { margin-top: 16px }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; padding-bottom: 4px }
th, td { text-align: right; padding: 3px 8px; border-bottom: 1px solid var(--line); white-space: nowrap; font-weight: 400 }
thead th { color: var(--soft); font-size: 13px } tbody tr:last-child > * { border-bottom: 0 }
th.name, td.name { text-align: left } td.wide { white-space: normal; overflow-wrap: anywhere; min-width: 120px }
.groups th.name { cursor: help }
.heat th:not(.name, .sum) { text-align: center; padding: 3px 2px }
.heat td { text-align: center; padding: 4px 2px; border-bottom: 0 } .heat .sum { font-weight: 600; text-align: right; padding-left: 12px }
.g1 { background: rgb(var(--gain-heat) / .10) } .g2 { background: rgb(var(--gain-heat) / .22) } .g3 { background: rgb(var(--gain-heat) / .38) }
.l1 { background: rgb(var(--loss-heat) / .10) } .l2 { background: rgb(var(--loss-heat) / .22) } .l3 { background: rgb(var(--loss-heat) / .38) }
dl { display: grid; grid-template-columns: minmax(120px, max-content) 1fr; gap: 4px 20px; margin: 0 } dt { font-weight: 600 } dd { margin: 0; color: var(--soft); overflow-wrap: anywhere }
footer { margin-top: 48px; color: var(--soft); font-size: 13px; overflow-wrap: anywhere }
@media (max-width: 560px) { body { padding: 20px 12px } .groups { columns: 1 } .counts { grid-template-columns: 1fr } }
@media print { body { max-width: none; padding: 0 } h2 { break-after: avoid } .tile, .remarks, .chart, .groups > *, tr { break-inside: avoid } .panel { overflow: visible; padding: 8px } html { font-size: 11px } thead { display: table-header-group } }
`
