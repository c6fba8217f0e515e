import { randomInt } from 'node:crypto'

/** A double in [0, 1): so that many who wait do not come back at one instant. Nothing that is decided hangs on it. */
export const jitter = (): number => randomInt(0xffff_ffff) / 0x1_0000_0000
