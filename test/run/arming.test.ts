import { describe, expect, test } from 'vitest'
import { compile } from '../../engine/compile/compile.ts'
import type { Plan } from '../../engine/compile/plan.ts'
import { fillProfiles, liveDefault1 } from '../../engine/protocol/profiles.ts'
import { acts, liveRequestSchemas } from '../../engine/protocol/live-requests.ts'
import type { MarketFees } from '../../engine/exchange/fee-rates.ts'
import { armingChecks, type Rehearsal } from '../../engine/run/arming.ts'
import { check } from '../../nodes/strategy/2-check.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { openRun, quickDocument } from '../exchange/run-at-exchange.ts'
import { MINUTE } from '../demo-exchange/market.ts'

const planOf = (document: StrategyDocument): Plan => compile(document).plan!
const fillProfile = fillProfiles[0]!
const rehearsalOf = (document: StrategyDocument): Rehearsal => ({
  planHash: planOf(document).hash,
  binding: { fillProfile, riskProfile: liveDefault1 },
  trades: [{}],
})

/** The check list for a document that is otherwise fine, when these runs were made before. */
const usualFees: MarketFees = { symbol: 'BTCUSDT', asset: 'BNB', enabled: false, maker: 0.001, taker: 0.001, rate: '600' }

function checksFor(document: StrategyDocument, rehearsals: readonly Rehearsal[], fees: readonly MarketFees[] | null = [usualFees]) {
  return armingChecks({
    document,
    plan: planOf(document),
    findings: check(document).findings,
    markets: [],
    venue: 'the demo exchange',
    practice: true,
    capital: '1000',
    currency: 'USDT',
    fillProfile,
    riskProfile: liveDefault1,
    examined: {
      clock: { kind: 'good', offset: { offset: 3, within: 1 } },
      rights: { trade: true, withdraw: false, transfer: false, ipRestricted: true },
      balances: [
        { asset: 'USDT', free: '5000', locked: '0' },
        { asset: 'BNB', free: '0.5', locked: '0' },
      ],
      openOrders: [],
      fees: fees ?? undefined,
      problems: [],
    },
    lockedBy: undefined,
    beside: [],
    rehearsals,
    nodeProblem: undefined,
  })
}
const red = (document: StrategyDocument, rehearsals: readonly Rehearsal[]) =>
  checksFor(document, rehearsals)
    .filter(({ ok }) => !ok)
    .map(({ code }) => code)

/** The document with one parameter of one node changed. */
function withParam(document: StrategyDocument, node: string, param: string, value: string | number): StrategyDocument {
  const before = document.nodes[node]!
  return { ...document, nodes: { ...document.nodes, [node]: { ...before, params: { ...before.params, [param]: value } } } }
}

describe('what was rehearsed is what is armed', () => {
  const document = quickDocument()

  test('the very graph, rehearsed under the very profiles, is green', () => {
    expect(red(document, [rehearsalOf(document)])).toEqual([])
    expect(red(document, [])).toEqual(['REHEARSED'])
    const said = (rehearsal: Rehearsal) => checksFor(document, [rehearsal]).find(({ code }) => code === 'REHEARSED')?.sentence
    expect(said(rehearsalOf(document))).toBe('this very graph was run under live-default-1 once')
    expect(said({ ...rehearsalOf(document), trades: [] })).toContain('and never traded: its report says what was refused')
  })

  test.each([
    ['a parameter', withParam(document, 'slow', 'period', 3)],
    ['a parameter of a guard', withParam(document, 'pause', 'losses', 4)],
    ['a size', withParam(document, 'size', 'percent', 3)],
    ['a timeframe', { ...document, slots: { main: { ...document.slots['main']!, timeframe: '5m' } } } as StrategyDocument],
  ])('a changed graph is a new plan to arm: %s', (_, changed) => {
    const list = checksFor(changed, [rehearsalOf(document)])
    expect(list.find(({ code }) => code === 'REHEARSED')).toMatchObject({
      ok: false,
      sentence: expect.stringContaining('has not been run'),
    })
    expect(red(changed, [rehearsalOf(document), rehearsalOf(changed)])).toEqual([])
  })

  test('what does not change what it does is no new plan: a name, a place on the canvas', () => {
    const renamed = { ...document, name: 'Another name', view: { ...document.view, notes: [] } }
    expect(red(renamed, [rehearsalOf(document)])).toEqual([])
  })

  test('other limits than it was rehearsed with are red', () => {
    const [first] = [rehearsalOf(document)]
    const loose = { ...first!, binding: { ...first!.binding, riskProfile: { ...liveDefault1, exposure: 0.5 } } }
    expect(red(document, [loose])).toEqual(['REHEARSED'])
  })
})

describe('in what commissions are paid is known before', () => {
  const document = quickDocument()
  const feesOf = (...fees: MarketFees[]) => checksFor(document, [], fees).find(({ code }) => code === 'FEES')

  test('what is traded, or an asset beside it whose worth is known', () => {
    expect(feesOf(usualFees)).toMatchObject({ ok: true, sentence: 'commissions are at most 0.1 % of what is traded and taken from it' })
    expect(feesOf({ ...usualFees, enabled: true })).toMatchObject({ ok: true, sentence: expect.stringContaining('0.5 BNB') })
  })

  test('an asset whose worth is not known, or nothing that could be read, is red', () => {
    expect(feesOf({ ...usualFees, enabled: true, rate: undefined })).toMatchObject({
      ok: false,
      sentence: expect.stringContaining('paid in BNB'),
    })
    expect(checksFor(document, [], null).find(({ code }) => code === 'FEES')).toMatchObject({ ok: false })
  })
})

describe('a live strategy cannot be edited', () => {
  test('no request and no act gives a run another document', () => {
    expect(acts).toEqual(['stop', 'kill', 'halt', 'release', 'end'])
    const shapes = Object.entries(liveRequestSchemas).map(([name, { shape }]) => [name, Object.keys(shape)] as const)
    const taking = shapes.filter(([, keys]) => keys.includes('document'))
    expect(taking.map(([name]) => name)).toEqual(['paper.start', 'live.check', 'live.start'])
    // Each of those begins a run of its own: none names one that lives.
    expect(taking.filter(([, keys]) => keys.includes('run'))).toEqual([])
    expect(liveRequestSchemas['live.operate'].safeParse({ run: 'a-run', act: 'stop', document: {} }).success).toBe(false)
  })

  test('what is done to the document it was started from does not reach it', async () => {
    const orders = async (meddle: boolean) => {
      let own: StrategyDocument | undefined
      const at = await openRun({ edit: (document) => (own = structuredClone(document)) })
      await at.pass(10 * MINUTE)
      if (meddle) {
        for (const node of Object.values(own!.nodes)) Object.assign(node, { params: {}, type: 'math.constant' })
        Object.assign(own!, { name: 'Another', wires: [] })
      }
      await at.pass(90 * MINUTE)
      await at.end()
      at.close()
      return at.run.desk.orders().map(({ sequence, side, lots, time }) => [sequence, side, lots, time])
    }
    const untouched = await orders(false)
    expect(untouched.length).toBeGreaterThan(3)
    expect(await orders(true)).toEqual(untouched)
  })
})
