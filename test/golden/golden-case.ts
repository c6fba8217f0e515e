import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fillProfiles, riskProfiles, type FillProfile, type RiskProfile } from '../../engine/protocol/profiles.ts'

/** A run of an example strategy over data everybody has: what goes in. */
export type GoldenCase = {
  readonly strategy: string
  /** By slot, in document order: where its candles come from. */
  readonly data: Readonly<Record<string, string>>
  /** UTC; the first decision falls on the first bar that opens at or after it. */
  readonly from: string
  /** UTC; where history begins, when that is before `from`: enough for every indicator to speak at `from`. */
  readonly history?: string
  readonly to: string
  readonly capital: string
  readonly fillProfile: string
  /** Fields of the fill profile to be other than its own. */
  readonly profileChanges?: Partial<FillProfile>
  readonly riskProfile: string
  /** What the case is there for, in words. */
  readonly shows: string
}

/**
 * What comes out, exactly. Money in account units, prices in ticks, quantities in lots, times in UTC milliseconds.
 * Written by the reference, never by the engine.
 */
export type GoldenOutcome = {
  readonly scale: number
  readonly steps: number
  readonly finalEquity: number
  /** SHA-256 of the equity of every step, joined by commas. */
  readonly equityDigest: string
  /** Approved orders, protection included. */
  readonly orders: number
  readonly cuts: number
  readonly denials: Readonly<Record<string, number>>
  readonly trades: readonly GoldenTrade[]
  readonly fills: readonly GoldenFill[]
}

export type GoldenTrade = {
  readonly slot: number
  readonly side: 'long' | 'short'
  readonly entryTime: number
  readonly exitTime: number
  readonly lots: number
  readonly entries: number
  readonly cost: number
  readonly profit: number
  readonly fees: number
  readonly slippage: number
  readonly barsHeld: number
  readonly closed: boolean
}

/** [time, slot, buy or sell, lots, ticks, slippage in ticks, fee, asset of the fee, maker or taker] */
export type GoldenFill = readonly [number, number, 'buy' | 'sell', number, number, number, number, 'base' | 'quote', 'maker' | 'taker']

const folder = new URL('.', import.meta.url)

/** Names of the cases: the folders with a case.json. */
export function goldenCases(): readonly string[] {
  return readdirSync(folder)
    .filter((name) => existsSync(new URL(`${name}/case.json`, folder)))
    .sort()
}

export function readCase(name: string): GoldenCase {
  return JSON.parse(readFileSync(new URL(`${name}/case.json`, folder), 'utf8')) as GoldenCase
}

export function expectedFile(name: string): URL {
  return new URL(`${name}/expected.json`, folder)
}

export function readExpected(name: string): GoldenOutcome {
  return JSON.parse(readFileSync(expectedFile(name), 'utf8')) as GoldenOutcome
}

export function profilesOf(given: GoldenCase): { readonly fillProfile: FillProfile; readonly riskProfile: RiskProfile } {
  const fillProfile = fillProfiles.find(({ name }) => name === given.fillProfile)
  const riskProfile = riskProfiles.find(({ name }) => name === given.riskProfile)
  if (!fillProfile || !riskProfile) throw new Error(`no profile ${given.fillProfile} or ${given.riskProfile}`)
  return { fillProfile: { ...fillProfile, ...given.profileChanges }, riskProfile }
}
