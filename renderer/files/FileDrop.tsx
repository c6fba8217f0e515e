import { useEffect, useState } from 'react'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import { openFiles, pickedFile } from './opening.ts'
import './files.css'

/** Takes strategy files dropped anywhere on the window; a panel with a use of its own for files comes first. */
export function FileDrop() {
  const window = useWindow()
  const [over, setOver] = useState(false)
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return
      setOver(!event.defaultPrevented)
      // Without this the browser would leave the window for the file.
      event.preventDefault()
    }
    const onLeave = (event: DragEvent) => event.relatedTarget === null && setOver(false)
    const onDrop = (event: DragEvent) => {
      setOver(false)
      if (!hasFiles(event) || event.defaultPrevented) return
      event.preventDefault()
      openFiles(window, [...(event.dataTransfer?.files ?? [])].map(pickedFile)).catch((error: unknown) =>
        window.notices.tell(error instanceof Error ? error.message : String(error)),
      )
    }
    globalThis.addEventListener('dragover', onOver)
    globalThis.addEventListener('dragleave', onLeave)
    globalThis.addEventListener('drop', onDrop)
    return () => {
      globalThis.removeEventListener('dragover', onOver)
      globalThis.removeEventListener('dragleave', onLeave)
      globalThis.removeEventListener('drop', onDrop)
    }
  }, [window])
  if (!over) return null
  return (
    <div className="drop-here">
      <p>{say('files.drop')}</p>
      <p>{say('files.drop-words')}</p>
    </div>
  )
}
