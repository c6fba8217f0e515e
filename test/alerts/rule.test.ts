import { describe, expect, test } from 'vitest'
import { createAlertRule, type Happening } from '../../engine/alerts/rule.ts'
import { alertSchema, type Alert } from '../../engine/protocol/alerts.ts'
import { practiceInstrument, realJournal } from './journal-of-a-run.ts'

const about = { run: 'ab'.repeat(16), strategy: 'Cross', mode: 'paper' } as const
const at = Date.UTC(2026, 0, 5)
const canary = 'canary-7f3a"b'

function ruleOf(secrets: readonly string[] = []) {
  const rule = createAlertRule(about, () => secrets)
  return (happening: Happening) => rule(happening, at)
}
const record = (kind: string, body: unknown): Happening => ({ from: 'journal', kind, body })
const raised = (code: string, message = code, time = 5): Happening => ({ from: 'run', alert: { time, code, message } })
const start = record('start', { plan: { desk: { slots: [{ name: 'main', instrument: practiceInstrument }] } } })
const submit = record('command', { kind: 'submit', clientId: 'x', order: { sequence: 1, slot: 0, side: 'buy', purpose: 'increase' } })
const trade = (tradeId: string, change: object = {}): Happening =>
  record('event', { kind: 'fact', fact: { kind: 'trade', sequence: 1, tradeId, lots: 25, ticks: 4200010, time: 9, ...change } })

describe('a fill', () => {
  test('is told in the market’s own quantities, once for each trade', () => {
    const tell = ruleOf()
    expect([start, submit].map(tell)).toEqual([undefined, undefined])
    expect(tell(trade('a'))).toMatchObject({
      kind: 'fill',
      severity: 'info',
      sentence: 'Bought 0.0025 BTC/USDT at 42000.1 (order 1).',
      ...about,
    })
    expect(tell(trade('a'))).toBeUndefined()
    expect(tell(trade('b'))?.id).not.toBe(tell(trade('c'))?.id)
  })

  test('of an order from before the session is told by its number', () => {
    expect(ruleOf()(trade('a'))?.sentence).toBe('Order 1 was filled: 25 lots.')
  })

  test('that is no trade is left to the desk', () => {
    expect(ruleOf()(trade('a', { lots: 0.5 }))).toBeUndefined()
  })
})

describe('each kind', () => {
  test.each([
    ['HALT_DRAWDOWN', 'breach', 'critical'],
    ['HALT_STOPPED', 'halt', 'warning'],
    ['JOURNAL_FAILED', 'halt', 'critical'],
    ['ORDER_UNKNOWN', 'unknown-order', 'warning'],
    ['PARITY_UNEXPLAINED', 'parity', 'critical'],
  ])('%s is %s, %s', (code, kind, severity) => {
    expect(ruleOf()(raised(code))).toMatchObject({ kind, severity, sentence: code })
  })

  test('what is only for the list of the run says nothing', () => {
    for (const code of ['BAR_LATE', 'BAR_REVISED', 'CAP_WIDENED', 'CONTROL_FAILED', 'toString', '__proto__'])
      expect(ruleOf()(raised(code))).toBeUndefined()
  })

  test('heard from journal and run alike is told once, and again when it happens again', () => {
    const tell = ruleOf()
    const halt = { kind: 'alert', time: 5, code: 'HALT_SLIP', message: 'x' }
    expect(tell(record('command', halt))).toBeDefined()
    expect(tell({ from: 'run', alert: halt })).toBeUndefined()
    expect(tell(raised('HALT_SLIP', 'x', 6))).toBeDefined()
  })

  test('a feed is told when it changes', () => {
    const tell = ruleOf()
    const states = ['live', 'stale', 'stale', 'down', 'live', 'stale'].map((state) => record('feed', { kind: 'state', state, why: 'w' }))
    expect(states.map(tell).map((alert) => alert?.sentence)).toEqual([
      undefined,
      'Market data is stale: w',
      undefined,
      'Market data is down: w',
      'Market data is live again.',
      'Market data is stale: w',
    ])
  })

  test('a fault is one alert, without the stack and without an operator who was none', () => {
    const tell = ruleOf()
    expect(tell(record('fault', { fault: 'Error: bad\n  at /x/y.ts', part: 'plan' }))).toMatchObject({
      severity: 'critical',
      sentence: 'The strategy failed and is halted: Error: bad',
    })
    expect(tell(raised('HALT_OPERATOR'))).toBeUndefined()
    expect(tell(raised('STRATEGY_FAILED'))).toBeUndefined()
  })

  test('an exchange that refuses the key halts the run, and no operator did', () => {
    const tell = ruleOf()
    expect(tell(raised('KEY_REFUSED'))).toMatchObject({ kind: 'halt', severity: 'critical' })
    expect(tell(raised('HALT_OPERATOR'))).toBeUndefined()
    expect(tell(raised('RELEASED'))).toBeDefined()
    expect(tell(raised('HALT_OPERATOR', 'x', 7))).toMatchObject({ severity: 'warning' })
  })

  test('the end says what it came to, and is worse with a position left or a fault', () => {
    const status = { ended: 'ended by a person', fault: null, equity: '10050.5', currency: 'USDT', fills: 1, positions: [] }
    const end = (change: object) => ruleOf()({ from: 'end', status: { ...status, ...change } })
    expect(end({})).toMatchObject({
      kind: 'run-ended',
      severity: 'info',
      sentence: 'The run has ended: ended by a person. 1 fill, equity 10050.5 USDT.',
    })
    expect(end({ positions: [1, 2], equity: null })).toMatchObject({
      severity: 'warning',
      sentence: expect.stringContaining('equity unknown, 2 positions still open.'),
    })
    expect(end({ fault: 'x' })?.severity).toBe('critical')
  })
})

test('no secret, no control character, no endless sentence', () => {
  const rule = createAlertRule({ ...about, strategy: `s ${canary}` }, () => ['', 'canary', canary])
  const alert = rule(raised('HALT_FACTS', `\u001b[2J${canary} ${JSON.stringify(canary)} ${'x'.repeat(2000)}`), at)!
  expect(JSON.stringify(alert)).not.toContain('7f3a')
  expect(alert.sentence).toContain('[removed]')
  expect(alert.sentence).not.toContain('\u001b')
  expect(alert.sentence.length).toBeLessThanOrEqual(500)
})

test('a whole journal of a paper run: one alert a fill and one end, each of the form told', async () => {
  const { records, fills } = await realJournal()
  const tell = ruleOf()
  const alerts = records.map(({ kind, body }) => tell(record(kind, body))).filter((alert): alert is Alert => alert !== undefined)
  for (const alert of alerts) expect(alertSchema.safeParse(alert).success).toBe(true)
  expect(fills).toBeGreaterThan(2)
  expect(alerts.filter(({ kind }) => kind === 'fill')).toHaveLength(fills)
  expect(alerts.filter(({ kind }) => kind === 'run-ended')).toHaveLength(1)
  expect(alerts[0].sentence).toMatch(/^(Bought|Sold) [\d.]+ [A-Z]+\/[A-Z]+ at [\d.]+ \(order 1\)\.$/)
})
