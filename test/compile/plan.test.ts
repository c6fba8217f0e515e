import { describe, expect, test } from 'vitest'
import { compile } from '../../engine/compile/compile.ts'
import type { Plan } from '../../engine/compile/plan.ts'
import { readDocument } from '../../nodes/strategy/parse.ts'
import { edited, sampleStrategy, type Edit } from '../kit/strategy.ts'

function planOf(edit: Edit = {}, keep: readonly string[] = []): Plan {
  const parsed = readDocument(edited(sampleStrategy(), edit))
  if ('findings' in parsed) throw new Error(JSON.stringify(parsed.findings))
  const { plan, findings } = compile(parsed.document, undefined, keep)
  if (!plan) throw new Error(JSON.stringify(findings))
  return plan
}

const kernels = (plan: Plan) => plan.series.flatMap((step) => (step.kind === 'kernel' ? [step.node] : []))

describe('simplify', () => {
  test('equal computations are done once, whatever they are called', () => {
    const twice: Edit = {
      set: {
        'nodes.twin': { type: 'indicator.sma', version: 1, params: { period: 10 } },
        'nodes.more': { type: 'logic.compare', version: 1, params: {} },
        'nodes.all': { type: 'logic.and', version: 1, params: {} },
      },
      wire: [
        ['bars.close', 'twin.source'],
        ['twin.average', 'more.a'],
        ['slow.average', 'more.b'],
        ['more.result', 'all.a'],
        ['up.result', 'all.b'],
        ['all.result', 'enter.when'],
      ],
      unwire: ['enter.when'],
    }
    const plan = planOf(twice)
    expect(plan.wires.get('twin.average')).toBe(plan.wires.get('fast.average'))
    expect(kernels(plan).filter((node) => node === 'twin' || node === 'fast')).toHaveLength(1)
  })

  test('two equal entries stay two: money is never merged', () => {
    const plan = planOf({
      set: { 'nodes.again': { type: 'signal.enter', version: 1, params: {} } },
      wire: [
        ['up.result', 'again.when'],
        ['again.signal', 'size.signal'],
      ],
    })
    expect(plan.signals.map(({ signal }) => signal.node)).toEqual(['exit', 'again', 'enter'])
  })

  test('a node that leads nowhere is left out unless its values are wanted', () => {
    const idle: Edit = { set: { 'nodes.idle': { type: 'indicator.rsi', version: 1, params: {} } }, wire: [['bars.close', 'idle.source']] }
    expect(kernels(planOf(idle))).not.toContain('idle')
    expect(kernels(planOf(idle, ['idle']))).toContain('idle')
    expect(planOf(idle, ['idle']).hash).toBe(planOf(idle).hash)
  })
})

describe('plan hash', () => {
  const plain = planOf().hash

  test('names, looks and the order of parameters do not change it', () => {
    expect(
      planOf({ set: { name: 'Another name', 'view.positions.fast': [10, 20], 'nodes.enter.params': { reason: '', side: 'long' } } }).hash,
    ).toBe(planOf().hash)
  })

  test.each<[string, Edit]>([
    ['a parameter', { set: { 'nodes.fast.params.period': 11 } }],
    ['a timeframe', { set: { 'slots.main.timeframe': '4h' } }],
    ['an instrument', { set: { 'slots.main.instrument': 'ETH/USDT' } }],
    ['a wire', { wire: [['bars.open', 'fast.source']], unwire: ['fast.source'] }],
    ['a gate', { set: { 'nodes.gate.params.percent': 24 } }],
  ])('%s changes it', (_, edit) => {
    expect(planOf(edit).hash).not.toBe(plain)
  })

  test('grouping nodes into a subgraph keeps it', () => {
    const grouped = planOf({
      set: {
        'nodes.fast': null,
        'nodes.slow': null,
        'nodes.up': null,
        'nodes.down': null,
        'nodes.cross': { type: 'subgraph.cross', version: 1, params: { quick: 10 } },
        'subgraphs.cross': {
          title: 'Crossing averages',
          inputs: ['price'],
          outputs: ['up', 'down'],
          promoted: { quick: 'fast.period' },
          nodes: {
            fast: { type: 'indicator.sma', version: 1, params: { period: 99 } },
            slow: { type: 'indicator.sma', version: 1, params: { period: 20 } },
            up: { type: 'logic.crosses', version: 1, params: { direction: 'above' } },
            down: { type: 'logic.crosses', version: 1, params: { direction: 'below' } },
          },
          wires: [
            { from: 'in.price', to: 'fast.source' },
            { from: 'in.price', to: 'slow.source' },
            { from: 'fast.average', to: 'up.a' },
            { from: 'slow.average', to: 'up.b' },
            { from: 'fast.average', to: 'down.a' },
            { from: 'slow.average', to: 'down.b' },
            { from: 'up.result', to: 'out.up' },
            { from: 'down.result', to: 'out.down' },
          ],
        },
      },
      wire: [
        ['bars.close', 'cross.price'],
        ['cross.up', 'enter.when'],
        ['cross.down', 'exit.when'],
      ],
      unwire: ['fast.source', 'slow.source', 'up.a', 'up.b', 'down.a', 'down.b', 'enter.when', 'exit.when'],
    })
    expect(grouped.hash).toBe(plain)
    expect(grouped.wires.has('cross/fast.average')).toBe(true)
  })
})

describe('schedule', () => {
  test('a coarser timeframe is carried to the finer clock, and the warm-up counts in its bars', () => {
    const plan = planOf({
      set: {
        'nodes.day': { type: 'market.other-timeframe', version: 1, params: { timeframe: '1d' } },
        'nodes.trend': { type: 'indicator.sma', version: 1, params: { period: 50 } },
        'nodes.above': { type: 'logic.compare', version: 1, params: {} },
        'nodes.both': { type: 'logic.and', version: 1, params: {} },
      },
      wire: [
        ['day.close', 'trend.source'],
        ['bars.close', 'above.a'],
        ['trend.average', 'above.b'],
        ['above.result', 'both.a'],
        ['up.result', 'both.b'],
        ['both.result', 'enter.when'],
      ],
      unwire: ['enter.when'],
    })
    expect(plan.streams.map(({ timeframe }) => timeframe)).toEqual(['1h', '1d'])
    expect(plan.baseStreams).toEqual([0])
    expect(plan.series.filter(({ kind }) => kind === 'align')).toHaveLength(1)
    expect(plan.leads[1]).toEqual({ warmup: 49, settle: 49 })
    expect(plan.leads[0]?.warmup).toBe(49 * 24)
  })

  test('two slots of one timeframe share a base clock of their own', () => {
    const plan = planOf({
      set: {
        'slots.hedge': { instrument: 'ETH/USDT', timeframe: '1h' },
        'nodes.other': { type: 'market.candles', version: 1, params: { slot: 'hedge' } },
      },
      wire: [['other.close', 'slow.source']],
      unwire: ['slow.source'],
    })
    expect(plan.streams.map(({ slot }) => plan.slots[slot]?.name)).toEqual(['hedge', 'main'])
    expect(plan.baseStreams).toEqual([0, 1])
    expect(plan.baseClock).toBe(2)
  })

  test('what reads the account runs in the account stage, with all that hangs on it', () => {
    const plan = planOf({
      set: {
        'nodes.held': { type: 'market.position', version: 1, params: {} },
        'nodes.long': { type: 'logic.compare', version: 1, params: { is: 'above', b: 24 } },
      },
      wire: [
        ['held.barsHeld', 'long.a'],
        ['long.result', 'exit.when'],
      ],
      unwire: ['exit.when'],
    })
    expect(plan.account.map((step) => (step.kind === 'read' || step.kind === 'kernel' ? step.node : step.kind))).toEqual([
      'held',
      'long',
      'exit',
    ])
    expect(plan.signals.map(({ signal, stage }) => [signal.node, stage])).toEqual([
      ['exit', 'account'],
      ['enter', 'series'],
    ])
  })

  test('a circle closed by a delayed node is one unit', () => {
    const plan = planOf({
      set: {
        'nodes.before': { type: 'logic.previous', version: 1, params: {} },
        'nodes.sum': { type: 'math.add', version: 1, params: {} },
      },
      wire: [
        ['before.result', 'sum.b'],
        ['bars.close', 'sum.a'],
        ['sum.result', 'before.source'],
        ['sum.result', 'fast.source'],
      ],
      unwire: ['fast.source'],
    })
    const circle = plan.series.find(({ kind }) => kind === 'circle')
    expect(circle?.kind === 'circle' && circle.members.map((member) => member.kind === 'kernel' && member.node)).toEqual(['before', 'sum'])
  })
})
