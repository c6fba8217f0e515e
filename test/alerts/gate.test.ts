import { describe, expect, test } from 'vitest'
import { createGate } from '../../engine/alerts/gate.ts'
import { sampleAlert } from './sample-alert.ts'

const rules = { least: 'info', quiet: null, perMinute: 3 } as const
const night = { from: '22:00', to: '07:00', zone: 'UTC' }
const evening = Date.UTC(2026, 0, 5, 23)
const sentences = (notices: readonly { readonly sentence: string }[]) => notices.map(({ sentence }) => sentence)

describe('the limit of a minute', () => {
  test('lets so many through, then says how many more, then begins anew', () => {
    const gate = createGate(rules)
    const passed = [0, 1, 2, 3, 4].flatMap((time) => gate.take(sampleAlert(), time))
    expect(passed).toHaveLength(3)
    expect(gate.held).toBe(2)
    expect(gate.release(60_002)).toEqual([])
    expect(gate.release(60_003)).toMatchObject([
      { kind: 'summary', alerts: 2, sentence: 'And 2 more: 2 fill. The latest, of Cross: Bought 0.5 BTC/USDT at 42000 (order 1).' },
    ])
    expect(gate.held).toBe(0)
    expect(gate.take(sampleAlert(), 60_004)).toHaveLength(1)
  })

  test('counts the summary, so no minute ever has more than the limit', () => {
    const gate = createGate(rules)
    const times: number[] = []
    for (let time = 0; time < 600_000; time += 500) for (const _ of gate.take(sampleAlert(), time)) times.push(time)
    for (const [i, time] of times.entries())
      expect(times.filter((other) => other >= time && other < time + 60_000).length, `${i}`).toBeLessThan(4)
    expect(times.length).toBeGreaterThan(10)
  })

  test('a flood of fills does not hide a halt', () => {
    const gate = createGate(rules)
    for (let time = 0; time < 50; time++) gate.take(sampleAlert(), time)
    expect(gate.take(sampleAlert({ kind: 'halt', severity: 'critical' }), 51)).toMatchObject([{ kind: 'halt' }])
  })

  test('of what is critical holds too, and says the worst', () => {
    const gate = createGate(rules)
    for (let time = 0; time < 50; time++) gate.take(sampleAlert({ kind: 'halt', severity: 'critical' }), time)
    expect(gate.release(70_000)).toMatchObject([{ severity: 'critical', alerts: 47 }])
  })

  test('a clock set back silences nothing', () => {
    const gate = createGate(rules)
    for (let i = 0; i < 5; i++) gate.take(sampleAlert(), 1e9)
    expect(gate.take(sampleAlert(), 1e6)).toHaveLength(2)
  })
})

describe('quiet hours', () => {
  test('let through what is critical and tell the rest in one in the morning', () => {
    const gate = createGate({ ...rules, quiet: night })
    for (let i = 0; i < 10; i++) expect(gate.take(sampleAlert(), evening + i * 60_000)).toEqual([])
    gate.take(sampleAlert({ kind: 'stale-feed', severity: 'warning', sentence: 'Market data is stale: quiet' }), evening + 700_000)
    expect(gate.take(sampleAlert({ kind: 'halt', severity: 'critical', sentence: 'halted' }), evening + 1)).toMatchObject([
      { kind: 'halt' },
    ])
    expect(gate.release(evening + 7.9 * 3_600_000)).toEqual([])
    expect(gate.release(evening + 8 * 3_600_000)).toMatchObject([
      {
        kind: 'summary',
        severity: 'warning',
        alerts: 11,
        sentence: '11 alerts in the quiet hours: 10 fill, 1 stale-feed. The latest, of Cross: Market data is stale: quiet',
      },
    ])
    expect(gate.release(evening + 9 * 3_600_000)).toEqual([])
  })

  test('take in what was too much just before them', () => {
    const gate = createGate({ ...rules, quiet: night })
    const late = Date.UTC(2026, 0, 5, 21, 59, 50)
    for (let i = 0; i < 5; i++) gate.take(sampleAlert(), late)
    expect(gate.release(late + 61_000)).toEqual([])
    expect(sentences(gate.release(Date.UTC(2026, 0, 6, 7)))).toEqual([expect.stringMatching(/^2 alerts in the quiet hours: 2 fill\./)])
  })

  test('that are over when the next alert comes are summed up before it', () => {
    const gate = createGate({ ...rules, quiet: night })
    gate.take(sampleAlert(), evening)
    expect(gate.take(sampleAlert({ sentence: 'new' }), evening + 9 * 3_600_000)).toMatchObject([{ kind: 'summary' }, { sentence: 'new' }])
  })

  test('that will not end while Weir is open are summed up without a sound', () => {
    const gate = createGate({ ...rules, quiet: night })
    gate.take(sampleAlert(), evening)
    expect(gate.close(evening + 1)).toMatchObject([{ kind: 'summary', silent: true, alerts: 1 }])
    expect(gate.close(evening + 2)).toEqual([])
    const byDay = createGate(rules)
    for (let i = 0; i < 5; i++) byDay.take(sampleAlert(), evening)
    expect(byDay.close(evening + 1)).toMatchObject([{ kind: 'summary', silent: false, alerts: 2 }])
  })
})

test('less than a channel asks for is not for it', () => {
  const gate = createGate({ ...rules, least: 'warning' })
  expect(gate.take(sampleAlert(), 0)).toEqual([])
  expect(gate.take(sampleAlert({ severity: 'warning' }), 0)).toHaveLength(1)
  expect(gate.held).toBe(0)
})
