import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clientIdOf } from '../../engine/desk/coid.ts'
import { bench, enter, plain } from './kit.ts'

describe('T-COID', () => {
  it('T-COID REQ-11 is a prefix of 2 and 26 characters of base32 of the hash', () => {
    const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
    const args = fc.tuple(
      fc.integer({ min: 0, max: 4e12 }),
      fc.constantFrom('BTC/USDT', 'A/B'),
      fc.string(),
      fc.integer({ min: 1, max: 1e6 }),
    )
    fc.assert(
      fc.property(args, ([time, symbol, run, sequence]) => {
        const bits = BigInt(`0x${createHash('sha256').update(`${time}\n${symbol}\n${run}\n${sequence}`).digest('hex')}`)
        const characters = Array.from({ length: 26 }, (_, n) => alphabet[Number((bits >> BigInt(256 - 5 * (n + 1))) & 31n)])
        expect(clientIdOf(time, symbol, run, sequence)).toBe(`wr${characters.join('')}`)
      }),
    )
    expect(clientIdOf(1, 'BTC/USDT', 'run', 1)).toMatch(/^[a-z0-9]{28}$/)
  })

  it('T-COID REQ-04 REQ-05 every order of a run has its own, and a second run of the same decisions the same', () => {
    const run = (runId: string) => {
      const table = bench({ ...plain, runId })
      for (let n = 0; n < 50; n++) {
        if (n % 2 === 0) table.step()
        table.request(enter('long', 1, { additions: 99, signal: `s${n}` }))
      }
      return table.submitted.map((order) => table.desk.clientId(order))
    }
    const ids = run('one')
    expect(new Set(ids).size).toBe(50)
    expect(run('one')).toEqual(ids)
    expect(run('two').some((id) => ids.includes(id))).toBe(false)
  })
})
