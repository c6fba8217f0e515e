import { describe, expect, test } from 'vitest'
import type { GateNode } from '../../../nodes/define/node.ts'
import { nodes } from '../../../nodes/index.ts'
import { exitCooldown } from '../../../nodes/risk/cooldown.ts'
import { drawdown } from '../../../nodes/risk/drawdown.ts'
import { exposure } from '../../../nodes/risk/exposure.ts'
import { lossStreak } from '../../../nodes/risk/loss-streak.ts'
import { maxPosition } from '../../../nodes/risk/max-position.ts'
import { volatilitySpike } from '../../../nodes/risk/volatility-spike.ts'
import { accountView } from '../../kit/account-view.ts'
import { askGate, enterLong, enterShort, leave, sized } from '../../kit/ask-node.ts'

/** Price 100, lot 0.001, equity 10,000: 1,000 lots are worth 100, one percent. */
const flat = accountView({})
const percent = (share: number) => share * 1000

const gates = nodes.filter((node): node is GateNode => node.role === 'gate')

describe.each(gates.map((gate) => [gate.type, gate] as const))('%s', (_type, gate) => {
  const unknown = accountView({
    equity: NaN,
    exposure: NaN,
    slots: { main: { price: NaN, lossStreak: NaN, barsSinceExit: NaN, barsSinceLoss: NaN } },
  })
  const blocked = Object.hasOwn(gate.outputs, 'blocked') ? { blocked: 2, percentile: NaN } : {}

  test('lets exits pass, whatever is known', () => {
    for (const account of [flat, unknown]) expect(askGate(gate, {}, sized(leave, 5), account, blocked)).toBe('allow')
  })

  test('fails closed when nothing is known', () => {
    expect(askGate(gate, {}, sized(enterLong, 5), unknown, blocked)).toHaveProperty('code')
    expect(askGate(gate, {}, sized(enterShort, 5), unknown, blocked)).toHaveProperty('code')
  })

  test('binds at its defaults', () => {
    const defaults = Object.fromEntries(Object.entries(gate.params).map(([name, param]) => [name, param.default]))
    expect(gate.binds?.(defaults) ?? true).toBe(true)
  })
})

describe('max position', () => {
  test('exactly at the limit passes, one lot more does not', () => {
    expect(askGate(maxPosition, { percent: 25 }, sized(enterLong, percent(25)), flat)).toBe('allow')
    expect(askGate(maxPosition, { percent: 25 }, sized(enterLong, percent(25) + 1), flat)).toEqual({
      code: 'MAX_POSITION',
      value: 0.25001,
      limit: 0.25,
    })
  })

  test('counts what is held and what is working', () => {
    const held = accountView({ slots: { main: { positionLots: percent(15), workingLots: percent(5) } } })
    expect(askGate(maxPosition, {}, sized(enterLong, percent(5)), held)).toBe('allow')
    expect(askGate(maxPosition, {}, sized(enterLong, percent(5) + 1), held)).toMatchObject({ code: 'MAX_POSITION' })
    expect(askGate(maxPosition, { fit: true }, sized(enterLong, percent(9)), held)).toEqual({ fit: percent(5) })
    expect(askGate(maxPosition, { percent: 20, fit: true }, sized(enterLong, 10), held)).toMatchObject({ code: 'MAX_POSITION' })
  })

  test('an amount binds where it is the smaller limit', () => {
    expect(askGate(maxPosition, { amount: 500 }, sized(enterLong, 5000), flat)).toBe('allow')
    expect(askGate(maxPosition, { amount: 500, fit: true }, sized(enterLong, 6000), flat)).toEqual({ fit: 5000 })
  })

  test('an opposite entry counts with its own size', () => {
    const short = accountView({ slots: { main: { positionLots: -percent(30) } } })
    for (const reverse of [true, false]) {
      expect(askGate(maxPosition, {}, sized(enterLong, percent(25), { reverse }), short)).toBe('allow')
      expect(askGate(maxPosition, {}, sized(enterLong, percent(26), { reverse }), short)).toMatchObject({ code: 'MAX_POSITION' })
    }
  })

  test('cannot bind at the whole of equity', () => {
    expect(maxPosition.binds?.({ percent: 100, amount: 0, fit: false })).toBe(false)
    expect(maxPosition.binds?.({ percent: 100, amount: 5, fit: false })).toBe(true)
  })
})

describe('exposure', () => {
  test('T-EXPOSURE: exactly 0.15 passes, a lot more does not', () => {
    const others = accountView({ exposure: 1000 })
    expect(askGate(exposure, {}, sized(enterLong, percent(5)), others)).toBe('allow')
    expect(askGate(exposure, {}, sized(enterLong, percent(5) + 1), others)).toEqual({ code: 'EXPOSURE', value: 0.15001, limit: 0.15 })
    expect(askGate(exposure, { fit: true }, sized(enterLong, percent(9)), others)).toEqual({ fit: percent(5) })
  })

  test('T-EXPOSURE: equity of zero or less refuses', () => {
    for (const equity of [0, -1, NaN])
      expect(askGate(exposure, {}, sized(enterLong, 1), accountView({ equity }))).toMatchObject({ code: 'EXPOSURE' })
  })

  test('an opposite entry counts the larger of the two positions', () => {
    const short = accountView({ exposure: 1000, slots: { main: { positionLots: -percent(10) } } })
    expect(askGate(exposure, {}, sized(enterLong, percent(15), { reverse: true }), short)).toBe('allow')
    expect(askGate(exposure, {}, sized(enterLong, percent(16), { reverse: true }), short)).toMatchObject({ code: 'EXPOSURE' })
    expect(askGate(exposure, {}, sized(enterLong, percent(16)), short)).toMatchObject({ code: 'EXPOSURE' })
  })
})

describe('drawdown', () => {
  test('T-DRAWDOWN: exactly at the limit passes, beyond it does not', () => {
    expect(askGate(drawdown, {}, sized(enterLong, 1), accountView({ equity: 9000, dayStart: 9000, peak: 10_000 }))).toBe('allow')
    expect(askGate(drawdown, {}, sized(enterLong, 1), accountView({ equity: 8999, dayStart: 9000, peak: 10_000 }))).toEqual({
      code: 'MAX_DRAWDOWN',
      value: 0.1001,
      limit: 0.1,
    })
  })

  test('T-DRAWDOWN: the day has a limit of its own', () => {
    expect(askGate(drawdown, {}, sized(enterLong, 1), accountView({ equity: 9500, dayStart: 10_000, peak: 10_000 }))).toBe('allow')
    expect(askGate(drawdown, {}, sized(enterLong, 1), accountView({ equity: 9400, dayStart: 10_000, peak: 10_000 }))).toEqual({
      code: 'MAX_DRAWDOWN',
      value: 0.06,
      limit: 0.05,
    })
  })

  test('0 switches a limit off; with both off it cannot bind', () => {
    const down = accountView({ equity: 5000, dayStart: 10_000, peak: 10_000 })
    expect(askGate(drawdown, { fromPeak: 0, inDay: 0 }, sized(enterLong, 1), down)).toBe('allow')
    expect(askGate(drawdown, { fromPeak: 60, inDay: 0 }, sized(enterLong, 1), down)).toBe('allow')
    expect(drawdown.binds?.({ fromPeak: 0, inDay: 0 })).toBe(false)
    expect(drawdown.binds?.({ fromPeak: 100, inDay: 5 })).toBe(true)
  })
})

describe('loss streak', () => {
  const after = (losses: number, bars: number) => accountView({ slots: { main: { lossStreak: losses, barsSinceLoss: bars } } })

  test('refuses from the third loss on, until the wait is over', () => {
    expect(askGate(lossStreak, {}, sized(enterLong, 1), after(2, 0))).toBe('allow')
    expect(askGate(lossStreak, {}, sized(enterLong, 1), after(3, 0))).toEqual({ code: 'LOSS_STREAK', value: 3, limit: 3 })
    expect(askGate(lossStreak, {}, sized(enterLong, 1), after(3, 19))).toEqual({ code: 'LOSS_STREAK', value: 3, limit: 3 })
    expect(askGate(lossStreak, {}, sized(enterLong, 1), after(4, 20))).toBe('allow')
  })
})

describe('cooldown after exit', () => {
  const since = (barsSinceExit: number, barsSinceLoss: number) => accountView({ slots: { main: { barsSinceExit, barsSinceLoss } } })

  test('refuses until the bars have passed', () => {
    expect(askGate(exitCooldown, {}, sized(enterLong, 1), since(4, 4))).toEqual({ code: 'COOLDOWN', value: 4, limit: 5 })
    expect(askGate(exitCooldown, {}, sized(enterLong, 1), since(5, 5))).toBe('allow')
    expect(askGate(exitCooldown, {}, sized(enterLong, 1), flat)).toBe('allow')
  })

  test('may count losing exits only', () => {
    expect(askGate(exitCooldown, { after: 'loss' }, sized(enterLong, 1), since(0, 9))).toBe('allow')
    expect(askGate(exitCooldown, { after: 'loss' }, sized(enterLong, 1), since(0, 0))).toMatchObject({ code: 'COOLDOWN' })
  })
})

describe('volatility spike', () => {
  test('T-VOLSPIKE: unknown fails closed, and the refusal says how rare the value is', () => {
    expect(askGate(volatilitySpike, {}, sized(enterLong, 1), flat, { blocked: 0, percentile: 0.5 })).toBe('allow')
    expect(askGate(volatilitySpike, {}, sized(enterLong, 1), flat, { blocked: 1, percentile: 0.97 })).toEqual({
      code: 'VOLATILITY_SPIKE',
      value: 0.97,
      limit: 0.95,
    })
    expect(askGate(volatilitySpike, {}, sized(enterLong, 1), flat, { blocked: 2, percentile: NaN })).toMatchObject({
      code: 'VOLATILITY_SPIKE',
    })
  })
})
