import { z } from 'zod'

/** Menus of the desktop, as the page tells them: the same table of commands its own menus are made of. Titles and keys are shown, ids come back. */
const item = z.strictObject({
  id: z.string().max(80),
  title: z.string().max(120),
  /** As the page's keys are written, "$mod+Shift+s"; absent for none. */
  keys: z.string().max(40).optional(),
  enabled: z.boolean(),
})
export const menuSchema = z.array(z.strictObject({ title: z.string().max(40), groups: z.array(z.array(item).max(60)).max(20) })).max(12)
export type DesktopMenu = z.output<typeof menuSchema>
