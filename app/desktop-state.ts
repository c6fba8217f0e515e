import { join } from 'node:path'
import { z } from 'zod'
import { keep, type Kept } from './settings.ts'

/** Where the window was, in points of the screen. */
const boundsSchema = z.object({ x: z.int(), y: z.int(), width: z.int().min(400), height: z.int().min(300) })
export type Bounds = z.output<typeof boundsSchema>

const desktopStateSchema = z.object({
  bounds: boundsSchema.nullable().default(null),
  maximized: z.boolean().default(false),
})
export type DesktopState = z.output<typeof desktopStateSchema>

/** What is remembered of the desktop's window, in `desktop.json` of a folder. */
export const openDesktopState = (folder: string, tell: (sentence: string) => void): Kept<DesktopState> =>
  keep(join(folder, 'desktop.json'), desktopStateSchema, tell)

type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** Bounds of which enough lies on some screen to be taken hold of; undefined: the system chooses. */
export function visibleBounds(bounds: Bounds | null, screens: readonly Area[]): Bounds | undefined {
  if (!bounds) return undefined
  const reach = 100
  const seen = screens.some(
    ({ x, y, width, height }) =>
      bounds.x + bounds.width >= x + reach && bounds.x <= x + width - reach && bounds.y >= y && bounds.y <= y + height - reach,
  )
  return seen ? bounds : undefined
}
