import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nobody } from '../../engine/desk/others.ts'
import { createLimiter } from '../../engine/exchange/limiter.ts'
import { binance } from '../../engine/exchange/protocol.ts'
import { virtualClock } from '../../engine/market/clock.ts'
import { createHouses, type Lodger, type Place } from '../../engine/run/houses.ts'
import type { VenueAccess } from '../../engine/run/prepare-live.ts'

const secret = { key: 'the-key', secret: 'the-secret' }
const home = mkdtempSync(join(tmpdir(), 'weir-houses-'))
const locks = join(home, '.weir', 'keys-in-use')
const before = process.env['HOME']
beforeAll(() => {
  process.env['HOME'] = home
})
afterAll(() => {
  process.env['HOME'] = before
  rmSync(home, { recursive: true, force: true })
})

/** A way to a venue that only remembers whether it was let go. */
function way(): VenueAccess & { closed: number } {
  const clock = virtualClock(0)
  const access = {
    name: 'a venue',
    protocol: binance,
    address: { rest: 'http://127.0.0.1:1', account: 'ws://127.0.0.1:1', market: 'ws://127.0.0.1:1' },
    clock,
    limiter: createLimiter(clock, binance.limits),
    speed: 1,
    taken: () => [],
    practice: true,
    closed: 0,
    onIdentity: () => {},
    reach: {
      send: () => new Promise<never>(() => {}),
      dial: () => ({ send() {}, close() {} }),
      close: () => void access.closed++,
    },
  }
  return access
}

function settled(place: Awaited<ReturnType<ReturnType<typeof createHouses>['enter']>>, run: string, heard: string[] = []): Place {
  if ('heldBy' in place) throw new Error(place.heldBy)
  const lodger: Lodger = {
    run,
    strategy: `strategy of ${run}`,
    share: () => ({ ...nobody, working: 1 }),
    expected: () => ({ USDT: 100n }),
    onIdentity: (sentence) => heard.push(`${run}: ${sentence}`),
  }
  place.settle(lodger)
  return place
}

test('runs with one key share an account, know of each other, and the last one lets the key go', async () => {
  const houses = createHouses()
  const [first, second] = [way(), way()]
  const heard: string[] = []
  const a = settled(await houses.enter(secret, first), 'a', heard)
  expect(a.others()).toBeUndefined()
  const b = settled(await houses.enter(secret, second), 'b', heard)
  expect(b.account).toBe(a.account)
  expect([a, b].map((place) => place.others())).toEqual([
    { ...nobody, working: 1 },
    { ...nobody, working: 1 },
  ])
  expect(a.beside().map(({ run }) => run)).toEqual(['b'])
  expect(houses.lodgers(secret.key).map(({ run }) => run)).toEqual(['a', 'b'])
  expect(houses.heldBy(secret.key)).toBeUndefined()

  // Whose way it is: the account's concerns all, a run's own only that run.
  first.onIdentity('changed')
  second.onIdentity('changed too')
  expect(heard).toEqual(['a: changed', 'b: changed', 'b: changed too'])

  // The account's way outlives the run that brought it.
  a.leave()
  a.leave()
  expect([first.closed, second.closed]).toEqual([0, 0])
  expect(b.others()).toBeUndefined()
  expect(readdirSync(locks)).toHaveLength(1)
  b.leave()
  expect([first.closed, second.closed]).toEqual([1, 1])
  expect(readdirSync(locks)).toHaveLength(0)
})

test('REQ-05 another process that holds the key is told of, and one that is gone is not', async () => {
  const houses = createHouses()
  settled(await houses.enter(secret, way()), 'a').leave()
  const held = settled(await houses.enter(secret, way()), 'a')
  const [name] = readdirSync(locks)
  held.leave()
  writeFileSync(join(locks, name!), String(process.ppid))
  expect(houses.heldBy(secret.key)).toMatch(/another run trades with this key \(process \d+\)/)
  expect(await houses.enter(secret, way())).toMatchObject({ heldBy: expect.stringContaining('another run') })
  writeFileSync(join(locks, name!), '999999999')
  settled(await houses.enter(secret, way()), 'a').leave()
  expect(existsSync(join(locks, name!))).toBe(false)
})
