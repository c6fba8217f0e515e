import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'

type HostileFile = { readonly name: string; readonly content: string | Buffer; readonly said: RegExp }

const deep = (levels: number, open: string, close: string, inside: string) => open.repeat(levels) + inside + close.repeat(levels)
const cross = readFileSync(join(import.meta.dirname, '../../examples/strategies/sma-cross.weir'), 'utf8')
/** A worked strategy with something of it changed. */
function strategyWith(change: (document: StrategyDocument) => void): string {
  const document = JSON.parse(cross) as StrategyDocument
  change(document)
  return JSON.stringify(document)
}

/** Files that are no strategies, or none that this version may open, and the sentence each is met with. */
export const hostileFiles: readonly HostileFile[] = [
  { name: 'letter.weir', content: 'Dear trader, send money.', said: /cannot be read as a Weir strategy: .*not valid JSON/ },
  { name: 'page.json', content: '<script>alert(1)</script>', said: /cannot be read as a Weir strategy: .*not valid JSON/ },
  { name: 'empty.weir', content: '', said: /it is empty/ },
  { name: 'picture.weir', content: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00]), said: /not text in UTF-8/ },
  { name: 'null.json', content: 'null', said: /holds no object/ },
  { name: 'package.json', content: JSON.stringify({ name: 'left-pad', version: '1.0.0' }), said: /its "format" is missing/ },
  // What freqtrade takes as its configuration, and what n8n exports.
  {
    name: 'freqtrade.json',
    content: JSON.stringify({
      max_open_trades: 3,
      stake_currency: 'USDT',
      dry_run: true,
      exchange: { name: 'binance', key: '', secret: '' },
    }),
    said: /its "format" is missing/,
  },
  {
    name: 'n8n.json',
    content: JSON.stringify({
      name: 'My workflow',
      nodes: [{ id: '1', name: 'Webhook', type: 'n8n-nodes-base.webhook', typeVersion: 1, position: [0, 0], parameters: {} }],
      connections: { Webhook: { main: [[{ node: 'Set', type: 'main', index: 0 }]] } },
    }),
    said: /its "format" is missing/,
  },
  {
    name: 'other.json',
    content: JSON.stringify({ format: 'strategy-of-somebody-else', formatVersion: 1 }),
    said: /"strategy-of-somebody-else"/,
  },
  {
    name: 'newer.weir',
    content: strategyWith((document) => Object.assign(document, { formatVersion: 7 })),
    said: /format version 7; this Weir reads up to 1/,
  },
  { name: 'deep.json', content: deep(100_000, '{"format":', '}', '1'), said: /nested deeper than 40 levels/ },
  { name: 'deep-array.json', content: deep(1_000_000, '[', ']', ''), said: /holds no object/ },
  { name: 'prototype.weir', content: cross.replace('{', '{ "__proto__": { "polluted": true },'), said: /a part named "__proto__"/ },
  {
    name: 'constructor.weir',
    content: cross.replace('"settings": {}', '"settings": { "constructor": { "prototype": { "polluted": true } } }'),
    said: /settings: .*constructor/,
  },
  { name: 'misspelt.weir', content: strategyWith((document) => Object.assign(document, { nodez: {} })), said: /nodez/ },
  { name: 'BTCUSDT-1h.csv', content: 'time,open,high,low,close,volume\n', said: /imported in the Data panel/ },
]

/** What would run, load or be drawn if it were taken for more than words. */
export const poison = '<img src="http://weir.invalid/a.png" onerror="window.poisoned = 1"><script>window.poisoned = 2</script>'

/** A strategy that can be opened, with script wherever a person may write words. */
export const poisoned = strategyWith((document) => {
  document.name = `Poison ${poison}`
  document.description = `${poison} [press](javascript:window.poisoned=3) ![](http://weir.invalid/b.png)`
  document.nodes['enter']!.params['reason'] = poison.slice(0, 60)
  Object.assign(document.view.frames[0]!, { label: `Lane ${poison}`, colour: 'url(//weir.invalid/c)' })
  document.view.colours = { fast: 'url(//weir.invalid/d)' }
  document.view.notes[0]!.text = `Words before. ${poison} [press](javascript:window.poisoned=4) ![](http://weir.invalid/e.png)`
})
