import { z } from 'zod'
import type { Shell } from '../engine.ts'
import { defaultLayout, dockPanels, type LayoutState, type LayoutStore } from './layout.ts'

const layoutSchema = z.object({
  theme: z.enum(['dark', 'light']),
  dock: z.enum(dockPanels),
  dockOpen: z.boolean(),
  leftOpen: z.boolean(),
  rightOpen: z.boolean(),
  left: z.enum(['nodes', 'outline']),
  lesson: z.string().nullable(),
  lessons: z.record(z.string(), z.union([z.number(), z.literal('skipped')])),
  sizes: z.record(z.string(), z.record(z.string(), z.number())),
})

/** Changes come in bursts while a border is dragged. */
const DELAY = 500
/** A host that is away is tried again. */
const AGAIN = 5000

/** Takes the layout the shell has kept, as far as it still makes sense, and from then on keeps every change. */
export async function keepLayout(shell: Shell, layout: LayoutStore): Promise<void> {
  const { layout: kept } = await shell.request('shell.layout.get', {})
  const parsed = layoutSchema.partial().safeParse(kept)
  if (parsed.success) layout.setState({ ...defaultLayout, ...(parsed.data as Partial<LayoutState>) })
  let timer: ReturnType<typeof setTimeout> | undefined
  function keep(after: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      // With the host away nothing is lost: it is kept as it stands once the host is back.
      shell.request('shell.layout.set', { layout: layout.getState() }).catch(() => keep(AGAIN))
    }, after)
  }
  layout.subscribe(() => keep(DELAY))
}
