import { NodeResizer, type NodeProps } from '@xyflow/react'
import { memo, useState } from 'react'
import type { Draft } from '../edit/scope.ts'
import { say } from '../text/en.ts'
import { useCanvas } from './context.ts'
import type { FrameNode, NoteNode } from './derive.ts'
import { frameId, noteId } from './names.ts'
import { Prose } from '../ui/Prose.tsx'

/** A frame behind nodes: a label and a colour. Dragged, it takes along what stands in it. */
export const BackFrame = memo(function BackFrame({ id, data, selected, width = 0, height = 0 }: NodeProps<FrameNode>) {
  const { tab } = useCanvas()
  const [editing, setEditing] = useState(false)
  const set = (step: string, change: (frame: Draft['view']['frames'][number]) => void) =>
    tab.document.edit(step, (draft) => draft.view.frames.filter((frame) => frameId(frame.id) === id).forEach(change))
  return (
    <div className="frame" data-colour={data.colour} style={{ width, height }}>
      <Sizes id={id} selected={selected} />
      {editing ? (
        <input
          className="frame-label nodrag"
          aria-label={say('canvas.frame.label')}
          autoFocus
          defaultValue={data.label}
          maxLength={200}
          onBlur={(event) => {
            const label = event.currentTarget.value
            setEditing(false)
            if (label !== data.label) set(say('canvas.step.label'), (frame) => (frame.label = label))
          }}
          onKeyDown={(event) => {
            event.stopPropagation()
            if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur()
          }}
        />
      ) : (
        <div className="frame-label" onDoubleClick={() => setEditing(true)}>
          {data.label}
        </div>
      )}
      {selected && (
        <div className="frame-colours nodrag" role="group" aria-label={say('canvas.frame.colour')}>
          {frameColours.map((colour) => (
            <button
              key={colour}
              type="button"
              aria-label={colour}
              aria-pressed={colour === data.colour}
              data-colour={colour}
              onClick={() => set(say('canvas.step.colour'), (frame) => (frame.colour = colour))}
            />
          ))}
        </div>
      )}
    </div>
  )
})

export const frameColours = ['blue', 'violet', 'teal', 'cyan', 'green', 'lime', 'amber', 'red'] as const

/** A note: Markdown, without raw HTML and without pictures, so that a file from outside can show nothing but words. */
export const BackNote = memo(function BackNote({ id, data, selected, width = 0, height = 0 }: NodeProps<NoteNode>) {
  const { tab } = useCanvas()
  const [editing, setEditing] = useState(false)
  const save = (text: string) => {
    setEditing(false)
    if (text !== data.text)
      tab.document.edit(say('canvas.step.note'), (draft) =>
        draft.view.notes.filter((note) => noteId(note.id) === id).forEach((note) => (note.text = text)),
      )
  }
  return (
    <div className="note" style={{ width, height }} onDoubleClick={() => setEditing(true)}>
      <Sizes id={id} selected={selected} />
      {editing ? (
        <textarea
          className="nodrag nowheel"
          aria-label={say('canvas.note.text')}
          autoFocus
          defaultValue={data.text}
          maxLength={10_000}
          onBlur={(event) => save(event.currentTarget.value)}
          onKeyDown={(event) => {
            event.stopPropagation()
            if (event.key === 'Escape') event.currentTarget.blur()
          }}
        />
      ) : (
        <Prose text={data.text} />
      )}
    </div>
  )
})

function Sizes({ id, selected }: { id: string; selected: boolean | undefined }) {
  const { resize } = useCanvas()
  return (
    <NodeResizer
      isVisible={selected === true}
      minWidth={80}
      minHeight={48}
      onResize={(_event, { x, y, width, height }) => resize(id, [x, y, width, height], false)}
      onResizeEnd={(_event, { x, y, width, height }) => resize(id, [x, y, width, height], true)}
    />
  )
}
