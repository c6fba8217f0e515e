import { describe, expect, test } from 'vitest'
import { judge } from './kit/architecture/judge.ts'
import { parseSource, readSourceFiles } from './kit/architecture/source-file.ts'

test('REQ-85 the arrows of DESIGN §1 and §6 hold: no node reaches what sends orders', () => {
  const files = readSourceFiles(['nodes', 'engine', 'app', 'renderer', 'bin', 'test'])
  expect(files.length).toBeGreaterThan(10)
  expect(judge(files)).toEqual([])
})

/** Judges one file that is not in the tree. */
const judgeText = (path: string, text: string) => judge([parseSource(path, text)])

describe('a planted violation is found', () => {
  const planted: [reason: string, path: string, text: string][] = [
    ['no arrow leads there', 'nodes/math/add.ts', "import { run } from '../../engine/run/session.ts'"],
    ['no arrow leads there', 'nodes/math/add.ts', "import type { Run } from '../../engine/protocol/run.ts'"],
    ['no arrow leads there', 'nodes/math/add.ts', "type Run = import('../../engine/protocol/run.ts').Run"],
    ['no arrow leads there', 'nodes/math/add.ts', "const run = await import('../../engine/run/session.ts')"],
    ['no arrow leads there', 'engine/desk/desk.ts', "import type { Venue } from '../venue/contract.ts'"],
    ['no arrow leads there', 'engine/venue/matching.ts', "import { desk } from '../desk/desk.ts'"],
    ['no arrow leads there', 'engine/money/amounts.ts', "import { loadCandles } from '../market/store.ts'"],
    ['no arrow leads there', 'engine/market/store.ts', "import { send } from '../protocol/channel.ts'"],
    ['no arrow leads there', 'engine/report/metrics.ts', "import { session } from '../run/session.ts'"],
    ['no arrow leads there', 'engine/report/metrics.ts', "import { desk } from '../desk/desk.ts'"],
    ['no arrow leads there', 'engine/demo-exchange/book.ts', "import { ema } from '../../nodes/indicators/ema.ts'"],
    ['no arrow leads there', 'app/window.ts', "import { startEngine } from '../engine/main.ts'"],
    ['no arrow leads there', 'app/cli/backtest.ts', "import { desk } from '../../engine/desk/desk.ts'"],
    ['no arrow leads there', 'renderer/App.tsx', "import { bridge } from '../app/bridge.ts'"],
    ['no arrow leads there', 'renderer/App.tsx', "import type { Window } from '../app/window.ts'"],
    ['no arrow leads there', 'engine/novelty/thing.ts', "import { ema } from '../../nodes/indicators/ema.ts'"],
    ['no arrow leads there', 'nodes/math/add.ts', "import { judge } from '../../test/kit/architecture/judge.ts'"],
    ['owns this package', 'engine/run/session.ts', "import { binance } from 'ccxt'"],
    ['owns this package', 'nodes/math/add.ts', "import { unparse } from 'papaparse'"],
    ['owns this package', 'renderer/report/table.ts', "import { ReactFlow } from '@xyflow/react'"],
    ['owns this package', 'engine/run/session.ts', "import { leftPad } from 'unheard-of/pad'"],
    ['in this folder', 'nodes/math/add.ts', "import { readFileSync } from 'node:fs'"],
    ['in this folder', 'engine/desk/desk.ts', "import { randomUUID } from 'node:crypto'"],
    ['in this folder', 'engine/desk/desk.ts', "import * as crypto from 'node:crypto'"],
    ['write the path out', 'app/cli/main.ts', 'const command = await import(`./${name}.ts`)'],
    ['exports only what is its own', 'nodes/index.ts', "export * from './math/add.ts'"],
    ['exports only what is its own', 'nodes/index.ts', "export { add } from './math/add.ts'"],
    ['Math.exp is not the same', 'nodes/math/exponent.ts', 'export const e = Math.exp(2)'],
    ['operator ** is not the same', 'engine/report/metrics.ts', 'export const growth = (a: number) => a ** 0.5'],
    ['Math as a value', 'engine/report/metrics.ts', 'const { pow } = Math'],
    ['Math as a value', 'engine/report/metrics.ts', "export const f = Math['po' + 'w']"],
    ['locale data', 'engine/report/text.ts', 'export const text = (a: number) => a.toLocaleString()'],
    ['locale data', 'engine/report/text.ts', "export const format = new Intl.NumberFormat('en')"],
    ['says nothing', 'engine/run/order-utils.ts', ''],
    ['says nothing', 'engine/shared/order.ts', ''],
    ['401 lines', 'engine/run/session.ts', '\n'.repeat(401)],
  ]
  test.each(planted)('%s: %s', (reason, path, text) => {
    expect(judgeText(path, text).join('\n')).toContain(reason)
  })

  test('a node missing from the list', () => {
    const files = [
      parseSource('nodes/index.ts', "import { add } from './math/add.ts'"),
      parseSource('nodes/math/add.ts', ''),
      parseSource('nodes/math/subtract.ts', ''),
      parseSource('nodes/math/loops/sum.ts', ''),
    ]
    expect(judge(files)).toEqual(['nodes/math/subtract.ts: not listed in nodes/index.ts'])
  })

  test('REQ-85 a chain of imports from a node into the engine', () => {
    const files = [
      parseSource('nodes/math/add.ts', "import { near } from '../define/near.ts'"),
      parseSource('nodes/define/near.ts', "import { far } from '../../examples/far.ts'"),
      parseSource('examples/far.ts', "import { send } from '../engine/exchange/send.ts'"),
    ]
    expect(judge(files)).toContain('engine/exchange/send.ts: reached from nodes/, which knows nobody')
  })
})

describe('what the design allows passes', () => {
  const allowed: [path: string, text: string][] = [
    ['nodes/math/add.ts', "import { defineNode } from '../define/node.ts'\nimport { z } from 'zod'\nexport const x = Math.sqrt(2)"],
    ['engine/market/file.ts', 'export const bits = 2 ** 53'],
    ['engine/desk/desk.ts', "import type { Order } from '../protocol/orders.ts'\nimport { createHash } from 'node:crypto'"],
    ['engine/market/store.ts', "import type { Progress } from '../protocol/events.ts'\nimport { readFileSync } from 'node:fs'"],
    ['engine/run/session.ts', "import { desk } from '../desk/desk.ts'\nimport { match } from '../venue/matching.ts'"],
    ['app/cli/backtest.ts', "import { startEngine } from '../../engine/main.ts'\nimport { Command } from 'commander'"],
    ['renderer/App.tsx', "import type { Bridge } from '../app/bridge.ts'\nexport const App = () => <p>hello</p>"],
    ['test/run/session.test.ts', "import { desk } from '../../engine/desk/desk.ts'\nimport { test } from 'vitest'"],
  ]
  test.each(allowed)('%s', (path, text) => {
    expect(judgeText(path, text)).toEqual([])
  })
})
