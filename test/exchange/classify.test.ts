import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { binanceAnswers as table } from '../../engine/exchange/binance.ts'
import { classifyCommand, classifyRead, noticesOf } from '../../engine/exchange/classify.ts'
import type { RawAnswer } from '../../engine/exchange/raw-answer.ts'

const file = join(import.meta.dirname, '../../../shared/data/exchange/binance_errors.json')
const published = z.object({ codes: z.array(z.object({ code: z.number(), messages: z.array(z.string()).optional() })) })
const { codes } = published.parse(JSON.parse(readFileSync(file, 'utf8')))

function answer(parts: Partial<RawAnswer>): RawAnswer {
  return {
    method: 'POST',
    path: '/api/v3/order',
    bytesWritten: true,
    status: 200,
    headers: {},
    body: '',
    error: '',
    sent: 0,
    received: 1,
    ...parts,
  }
}
const failed = (status: number, code: number, msg: string, headers = {}) => answer({ status, body: JSON.stringify({ code, msg }), headers })
const kind = (raw: RawAnswer) => classifyCommand(table, raw).kind

describe('T-NO-RESEND what an answer to a create proves', () => {
  test('an order with an id is taken, and nothing else with status 200 is', () => {
    expect(kind(answer({ body: '{"symbol":"BTCUSDT","orderId":28,"clientOrderId":"wr1"}' }))).toBe('taken')
    for (const body of ['<html>200 OK</html>', '', '{}', '{"symbol":"BTCUSDT","orderId":28', 'null', '[]', '{"code":-1000,"msg":"x"}'])
      expect(kind(answer({ body })), body).toBe('unknown')
  })

  test('F01 F02 F05 F16 REQ-02 no answer, server errors and foreign pages prove nothing', () => {
    expect(kind(answer({ status: 0, error: 'socket hang up' }))).toBe('unknown')
    expect(kind(failed(503, -1000, 'Unknown error, please check your request or try again later.'))).toBe('unknown')
    expect(kind(failed(504, -1007, 'Timeout waiting for response'))).toBe('unknown')
    // Even a refusal's words do not count in a server error.
    expect(kind(failed(500, -1013, 'Filter failure: LOT_SIZE'))).toBe('unknown')
    for (const status of [301, 403, 404, 409, 429, 451]) expect(kind(answer({ status, body: '<html/>' })), String(status)).toBe('unknown')
  })

  test('nothing was sent only where no byte left', () => {
    expect(kind(answer({ status: 0, bytesWritten: false, error: 'connect ECONNREFUSED' }))).toBe('not-sent')
    expect(kind(answer({ status: 0, bytesWritten: true, error: 'connect ECONNREFUSED' }))).toBe('unknown')
  })

  test('"Duplicate order sent." is an order to be looked up, never a rejection', () => {
    expect(kind(failed(400, -2010, 'Duplicate order sent.'))).toBe('look-up')
    expect(kind(failed(400, -2010, 'Account has insufficient balance for requested action.'))).toBe('refused')
    expect(kind(failed(400, -2010, 'A sentence nobody has written yet.'))).toBe('unknown')
  })

  test('T-CANCEL REQ-09 "unknown order" proves nothing', () => {
    expect(kind(failed(400, -2011, 'Unknown order sent.'))).toBe('look-up')
  })

  test('every published code that leaves the execution open stays open', () => {
    const open = [-1000, -1001, -1006, -1007, -1008, -1016, -1033, -1034]
    const seen = codes.filter(({ code }) => open.includes(code))
    expect(seen.length).toBeGreaterThan(5)
    for (const { code, messages = [''] } of seen) expect(kind(failed(400, code, messages[0] ?? '')), String(code)).toBe('unknown')
    const refused = codes.filter(({ code, messages }) => kind(failed(400, code, messages?.[0] ?? '')) === 'refused')
    expect(refused.length).toBeGreaterThan(20)
  })
})

test('T-RECON-FAIL REQ-33 a read that failed is no empty answer', () => {
  expect(classifyRead(table, answer({ body: '[]' }))).toEqual({ kind: 'read', body: [] })
  expect(classifyRead(table, failed(400, -2013, 'Order does not exist.')).kind).toBe('absent')
  expect(classifyRead(table, answer({ body: '<html/>' }))).toMatchObject({ kind: 'failed', again: true })
  expect(classifyRead(table, failed(401, -2015, 'Invalid API-key'))).toMatchObject({ kind: 'failed', again: false })
  expect(classifyRead(table, failed(400, -1021, 'Timestamp'))).toMatchObject({ kind: 'failed', again: true })
  expect(classifyRead(table, failed(418, -1003, 'banned'))).toMatchObject({ kind: 'failed', again: false })
})

test('F03 F04 F36 REQ-51 answers that say when to be quiet, and what to look at', () => {
  expect(noticesOf(table, failed(429, -1003, 'Too much', { 'retry-after': '7' }), 100)).toEqual([{ kind: 'pause', until: 7100 }])
  expect(noticesOf(table, failed(418, -1003, 'banned', { 'retry-after': '100' }), 0)).toEqual([{ kind: 'ban', until: 110_000 }])
  expect(noticesOf(table, answer({ status: 418, body: '<html/>' }), 0)).toEqual([{ kind: 'ban', until: 120_000 }])
  expect(noticesOf(table, failed(400, -1021, 'Timestamp'), 0)).toEqual([{ kind: 'clock' }])
  expect(noticesOf(table, failed(401, -2015, 'Invalid API-key'), 0)).toEqual([{ kind: 'key', reason: 'Invalid API-key' }])
  expect(noticesOf(table, failed(400, -1013, 'Filter failure: LOT_SIZE'), 0)).toEqual([{ kind: 'filters' }])
})
