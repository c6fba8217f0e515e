import { useEffect, useRef, useState } from 'react'
import { check } from '../../nodes/strategy/2-check.ts'
import { formatDocument } from '../../nodes/strategy/format.ts'
import { parseDocument, type Parsed } from '../../nodes/strategy/parse.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'
import { markLines } from './markers.ts'
import { monaco } from './monaco.ts'
import './code.css'

const severities = { error: 8, warning: 4, note: 2 } as const
const OWNER = 'weir'

/**
 * The document's JSON under edit. The text is a draft: it becomes one step when it parses and is taken over; until then the
 * canvas says that the text is to be finished or discarded first.
 */
export function CodePanel({ tab }: { tab: Tab }) {
  const { layout } = useWindow()
  const theme = useRead(layout, (state) => state.theme)
  const document = useRead(tab.document, (state) => state.document)
  const holder = useRef<HTMLDivElement>(null)
  const editor = useRef<ReturnType<typeof monaco.editor.create>>(undefined)
  const [draft, setDraft] = useState<Parsed | undefined>(undefined)

  useEffect(() => {
    if (!holder.current) return undefined
    const uri = monaco.Uri.parse(`inmemory://weir/${tab.id}.weir`)
    const model = monaco.editor.createModel(formatDocument(tab.document.getState().document), 'json', uri)
    const created = monaco.editor.create(holder.current, {
      model,
      automaticLayout: true,
      fixedOverflowWidgets: true,
      minimap: { enabled: false },
      fontSize: 12,
      scrollBeyondLastLine: false,
      ariaLabel: say('code.label'),
    })
    editor.current = created
    created.onDidChangeModelContent(() => {
      const text = model.getValue()
      if (text === formatDocument(tab.document.getState().document)) return leave()
      const parsed = parseDocument(text)
      setDraft(parsed)
      tab.document.lock(say('code.locked'))
      const findings = 'findings' in parsed ? parsed.findings : check(parsed.document).findings
      monaco.editor.setModelMarkers(
        model,
        OWNER,
        markLines(text, findings).map(({ line, message, severity }) => ({
          message,
          severity: severities[severity],
          startLineNumber: line,
          endLineNumber: line,
          startColumn: 1,
          endColumn: model.getLineMaxColumn(Math.min(line, model.getLineCount())),
        })),
      )
    })
    function leave(): void {
      setDraft(undefined)
      tab.document.lock(undefined)
    }
    return () => {
      tab.document.lock(undefined)
      created.dispose()
      model.dispose()
    }
  }, [tab])

  useEffect(() => monaco.editor.setTheme(theme === 'dark' ? 'vs-dark' : 'vs'), [theme])

  // What changed elsewhere shows here, unless text is under edit.
  useEffect(() => {
    const model = editor.current?.getModel()
    const text = formatDocument(document)
    if (model && draft === undefined && model.getValue() !== text) model.setValue(text)
  }, [document, draft])

  function discard(): void {
    editor.current?.getModel()?.setValue(formatDocument(tab.document.getState().document))
  }

  function takeOver(): void {
    if (!draft || 'findings' in draft) return
    const { document: next } = draft
    setDraft(undefined)
    tab.document.lock(undefined)
    tab.document.replace(say('code.step'), next)
    editor.current?.getModel()?.setValue(formatDocument(next))
  }

  return (
    <div className="code">
      <div className="code-bar" role="toolbar" aria-label={say('dock.code')}>
        {draft === undefined ? (
          <span className="code-state">{say('code.same')}</span>
        ) : (
          <>
            <Button kind="primary" isDisabled={'findings' in draft} onPress={takeOver}>
              {say('code.take-over')}
            </Button>
            <Button onPress={discard}>{say('code.discard')}</Button>
            <span className="code-state" role="status">
              {'findings' in draft ? draft.findings[0]?.message : say('code.ready')}
            </span>
          </>
        )}
      </div>
      <div ref={holder} className="code-editor" />
    </div>
  )
}
