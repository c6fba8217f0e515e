import type { FillProfile } from '../protocol/profiles.ts'
import { createSimulatedVenue } from '../venue/simulated.ts'
import type { CoreInput } from './core.ts'

/** The venue of a paper run: the backtest's own matcher. It holds nothing that could reach an exchange. */
export function paperVenue(profile: FillProfile): CoreInput['openVenue'] {
  return ({ slots, emit, affordable }) => createSimulatedVenue({ slots, profile, emit, affordable })
}
