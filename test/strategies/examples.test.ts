import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findNode } from '../../nodes/index.ts'
import { check } from '../../nodes/strategy/2-check.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { formatDocument } from '../../nodes/strategy/format.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'

const folder = join(import.meta.dirname, '../../examples/strategies')
const files = readdirSync(folder).filter((file) => file.endsWith('.weir'))

const classics = [
  'bollinger-breakout',
  'dca-ladder',
  'donchian-turtle',
  'grid',
  'ichimoku',
  'macd',
  'multi-timeframe-rsi',
  'pairs',
  'rsi-2',
  'sma-cross',
  'supertrend',
  'vwap-reversion',
]

function read(file: string): { readonly text: string; readonly document: StrategyDocument } {
  const text = readFileSync(join(folder, file), 'utf8')
  const parsed = parseDocument(text)
  if (!('document' in parsed)) throw new Error(`${file}: ${parsed.findings.map((one) => one.message).join('; ')}`)
  expect(parsed.notes).toEqual([])
  return { text, document: parsed.document }
}

test('all twelve are there', () => {
  expect(files.map((file) => file.replace('.weir', '')).sort()).toEqual(classics)
})

test('between them they show a subgraph, notes, two slots, two timeframes and a circle', () => {
  const all = files.map((file) => read(file).document)
  const types = new Set(all.flatMap(({ nodes }) => Object.values(nodes).map(({ type }) => type)))
  expect(all.some(({ subgraphs }) => Object.keys(subgraphs).length > 0)).toBe(true)
  expect(all.some(({ view }) => view.notes.length > 0)).toBe(true)
  expect(all.some(({ slots }) => Object.keys(slots).length > 1)).toBe(true)
  expect([...types]).toEqual(expect.arrayContaining(['market.other-timeframe', 'logic.previous', 'sizing.volatility', 'order.bracket']))
})

describe.each(files)('%s', (file) => {
  const { text, document } = read(file)

  test('is written as the program would save it', () => {
    expect(formatDocument(document)).toBe(text)
    expect(document.id).toBe(file.replace('.weir', ''))
  })

  test('has nothing to find fault with', () => {
    expect(check(document).findings).toEqual([])
  })

  test('says what it is, how it trades, what guards it and where it comes from', () => {
    expect(document.name).not.toBe('')
    for (const part of ['**Trades**', '**Guards**', '**Origin**']) expect(document.description).toContain(part)
  })

  test('stands in lanes, money from left to right, nothing on top of anything', () => {
    const { positions, frames } = document.view
    expect(Object.keys(positions)).toEqual(expect.arrayContaining(Object.keys(document.nodes)))
    const places = Object.keys(document.nodes).map((id) => positions[id].join())
    expect(new Set(places).size).toBe(places.length)
    const money = document.wires.filter(({ from }) => carriesMoney(document, from))
    expect(money.length).toBeGreaterThan(2)
    for (const { from, to } of money) expect(positions[nodeOf(from)][0]).toBeLessThanOrEqual(positions[nodeOf(to)][0])
    const outside = Object.keys(document.nodes).filter((id) => {
      const [x, y] = positions[id]
      return !frames.some(({ area: [left, top, width, height] }) => x >= left && y >= top && x < left + width && y < top + height)
    })
    expect(outside).toEqual([])
  })
})

function nodeOf(end: string): string {
  return end.slice(0, end.indexOf('.'))
}

function carriesMoney({ nodes }: StrategyDocument, from: string): boolean {
  const output = findNode(nodes[nodeOf(from)].type)?.outputs[from.slice(from.indexOf('.') + 1)]
  return output?.kind === 'signal' || output?.kind === 'intent'
}
