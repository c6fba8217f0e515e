import { ipcRenderer } from 'electron'
import type { AddedKey } from './add-key.ts'

/** Of a page's own globals, what is used here. */
type Field = { value: string; checked: boolean; disabled: boolean; hidden: boolean; textContent: string; focus(): void }
declare const document: {
  getElementById(id: string): Field & { addEventListener(name: string, act: (event: { preventDefault(): void }) => void): void }
}
declare const window: { addEventListener(name: string, act: () => void): void; close(): void }

/**
 * The key window's own preload: reads the form and tells the shell, nothing else. The page has no script, and gets nothing exposed.
 * The shell destroys the window once the key is kept.
 */
window.addEventListener('DOMContentLoaded', () => {
  const field = (id: string) => document.getElementById(id)
  const showAddress = () => (field('address-row').hidden = field('venue').value !== 'demo')
  field('venue').addEventListener('change', showAddress)
  showAddress()
  field('cancel').addEventListener('click', () => window.close())
  field('form').addEventListener('submit', (event) => {
    event.preventDefault()
    void send()
  })

  async function send(): Promise<void> {
    field('keep').disabled = true
    field('told').textContent = 'Asking the exchange what it may do…'
    const answer = (await ipcRenderer.invoke('weir:key', {
      name: field('name').value,
      venue: field('venue').value,
      key: field('key').value,
      secret: field('secret').value,
      address: field('venue').value === 'demo' ? field('address').value.trim() : '',
      despite: field('despite').checked,
    })) as AddedKey
    if (answer.ok) return
    field('told').textContent = answer.message
    field('despite-row').hidden = !answer.mayKeep
    field('despite').checked = false
    field('keep').disabled = false
  }
})
