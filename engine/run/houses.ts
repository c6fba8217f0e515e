import type { AccountShare } from '../desk/others.ts'
import { joinShares } from '../desk/others.ts'
import type { openAccount, VenueAccount } from '../exchange/account.ts'
import type { Amounts } from '../exchange/asset-amounts.ts'
import { jitter } from '../exchange/jitter.ts'
import type { Secret } from '../exchange/sign.ts'
import { keyHeldBy, lockKey } from './key-lock.ts'
import type { VenueAccess } from './prepare-live.ts'

/** A run on an account, as the others see it. */
export type Lodger = {
  readonly run: string
  readonly strategy: string
  readonly share: () => AccountShare
  /** What its ledger holds of each asset. */
  readonly expected: () => Amounts
  /** The venue is not who it was. */
  readonly onIdentity: (sentence: string) => void
}

/** A run's place in the house of its account. */
export type Place = {
  readonly account: VenueAccount
  /** From here on the others know of it. */
  settle(lodger: Lodger): void
  /** What the others on the account have, together; undefined while it is alone. */
  others(): AccountShare | undefined
  beside(): readonly Lodger[]
  /** Lets the place go, once; with the last one the key and the way to the venue. */
  leave(): void
}

/** The accounts that runs of this process trade on. All runs with one key are in one house: they share its limits, its stream and its watch. */
export type Houses = {
  /** Takes a place with a key, and the key's lock with the first one. `access` is let go with the place. */
  enter(secret: Secret, access: VenueAccess): Promise<Place | { readonly heldBy: string }>
  /** Another process that trades with the key; undefined for none. */
  heldBy(key: string): string | undefined
  /** Runs of this process that trade with the key. */
  lodgers(key: string): readonly Lodger[]
}

type House = { readonly access: VenueAccess; readonly account: VenueAccount; readonly release: () => void; readonly places: Set<Room> }
type Room = { lodger?: Lodger }

export function createHouses(): Houses {
  const houses = new Map<string, House>()

  function found(open: typeof openAccount, secret: Secret, access: VenueAccess): House | { readonly heldBy: string } {
    const lock = lockKey(secret.key)
    if ('heldBy' in lock) return lock
    const { protocol, address, clock, reach, limiter } = access
    const account = open({ protocol, secret, address, clock, random: jitter, send: reach.send, dial: reach.dial, limiter })
    const house: House = { access, account, release: lock.release, places: new Set() }
    access.onIdentity = (sentence) => lodgersOf(house).forEach((lodger) => lodger.onIdentity(sentence))
    houses.set(secret.key, house)
    return house
  }

  const lodgersOf = ({ places }: House) => [...places].flatMap(({ lodger }) => (lodger ? [lodger] : []))

  return {
    async enter(secret, access) {
      // Loaded once somebody trades: it brings ccxt, which every other command would wait for.
      const exchange = await import('../exchange/account.ts')
      const house = houses.get(secret.key) ?? found(exchange.openAccount, secret, access)
      if ('heldBy' in house) return house
      const room: Room = {}
      house.places.add(room)
      const beside = () => lodgersOf(house).filter((lodger) => lodger !== room.lodger)
      return {
        account: house.account,
        settle(lodger) {
          room.lodger = lodger
          if (access !== house.access) access.onIdentity = (sentence) => lodger.onIdentity(sentence)
        },
        others() {
          const shares = beside().map((lodger) => lodger.share())
          return shares.length === 0 ? undefined : joinShares(shares)
        },
        beside,
        leave() {
          if (!house.places.delete(room)) return
          if (access !== house.access) access.reach.close()
          if (house.places.size > 0) return
          houses.delete(secret.key)
          house.access.reach.close()
          house.release()
        },
      }
    },
    heldBy: (key) => (houses.has(key) ? undefined : keyHeldBy(key)),
    lodgers(key) {
      const house = houses.get(key)
      return house ? lodgersOf(house) : []
    },
  }
}
