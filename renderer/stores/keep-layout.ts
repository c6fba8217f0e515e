import { z } from 'zod'
import type { Shell } from '../engine.ts'
import { defaultLayout, dockPanels, type LayoutState, type LayoutStore } from './layout.ts'

const layoutSchema = z.object({
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

/** Takes the settings and the layout the shell has kept, as far as they still make sense, and from then on keeps every change. */
export async function keepLayout(shell: Shell, layout: LayoutStore): Promise<void> {
  const [{ layout: kept }, { theme, autoRun, shortcuts }] = await Promise.all([
    shell.request('shell.layout.get', {}),
    shell.request('shell.settings.get', {}),
  ])
  const parsed = layoutSchema.partial().safeParse(kept)
  const panels = parsed.success ? (parsed.data as Partial<LayoutState>) : {}
  layout.setState({ ...defaultLayout, ...panels, theme, autoRun, keys: shortcuts })
  // With the host away nothing is lost: what stands then is kept once the host is back.
  const keepPanels = keeper(() => {
    const { theme: _theme, autoRun: _autoRun, keys: _keys, ...own } = layout.getState()
    return shell.request('shell.layout.set', { layout: own })
  })
  const keepSettings = keeper(() => {
    const { theme: now, autoRun: runs, keys } = layout.getState()
    return shell.request('shell.settings.set', { theme: now, autoRun: runs, shortcuts: copied(keys) })
  })
  layout.subscribe((now, before) => {
    keepPanels()
    if (now.theme !== before.theme || now.autoRun !== before.autoRun || now.keys !== before.keys) keepSettings()
  })
}

const copied = (keys: LayoutState['keys']): Record<string, string[]> =>
  Object.fromEntries(Object.entries(keys).map(([id, own]) => [id, [...own]]))

/** Keeps what changed a moment after the last change, and again where it could not be. */
function keeper(write: () => Promise<unknown>): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  function keep(after: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void write().catch(() => keep(AGAIN)), after)
  }
  return () => keep(DELAY)
}
