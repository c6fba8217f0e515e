import type { Command } from './command.ts'

export const save: Command = {
  id: 'document.save',
  title: 'Save',
  keys: ['$mod+s'],
  place: 'window',
  enabled: ({ tab }) => tab !== undefined,
  async run({ tab, window, tell }) {
    if (!tab) return
    const { problem, name } = await window.documents.save(tab)
    tell(problem ?? `Saved as ${name}`)
  },
}
