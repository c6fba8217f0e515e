import { useEffect, useMemo, useRef } from 'react'
import { check } from '../../nodes/strategy/2-check.ts'
import type { Finding } from '../../nodes/strategy/findings.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { formatDocument } from '../../nodes/strategy/format.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { keyOfFinding } from '../problems/problems.ts'
import { checkedOf } from '../stores/check.ts'
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
 * The document's JSON under edit. The text is a draft, kept while other panels are looked at: it becomes one step when it parses and checks
 * and is taken over; until then the canvas says that the text is to be finished or discarded first.
 */
export function CodePanel({ tab }: { tab: Tab }) {
  const { layout } = useWindow()
  const theme = useRead(layout, (state) => state.theme)
  const document = useRead(tab.document, (state) => state.document)
  const text = useRead(tab.code, (state) => state.text)
  const holder = useRef<HTMLDivElement>(null)
  const editor = useRef<ReturnType<typeof monaco.editor.create>>(undefined)
  const read = useMemo(() => (text === undefined ? undefined : readText(text, document)), [text, document])

  useEffect(() => {
    if (!holder.current) return undefined
    const uri = monaco.Uri.parse(`inmemory://weir/${tab.id}.weir`)
    const shown = () => formatDocument(tab.document.getState().document)
    const model = monaco.editor.createModel(tab.code.getState().text ?? shown(), 'json', uri)
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
      const now = model.getValue()
      hold(tab, now === shown() ? undefined : now)
    })
    return () => {
      editor.current = undefined
      created.dispose()
      model.dispose()
    }
  }, [tab])

  useEffect(() => monaco.editor.setTheme(theme === 'dark' ? 'vs-dark' : 'vs'), [theme])

  // What changed elsewhere shows here, unless text is under edit.
  useEffect(() => {
    const model = editor.current?.getModel()
    const now = formatDocument(document)
    if (model && text === undefined && model.getValue() !== now) model.setValue(now)
  }, [document, text])

  useEffect(() => {
    const model = editor.current?.getModel()
    if (!model) return
    const marks = markLines(model.getValue(), read?.findings ?? checkedOf(document).findings)
    monaco.editor.setModelMarkers(
      model,
      OWNER,
      marks.map(({ line, message, severity }) => ({
        message,
        severity: severities[severity],
        startLineNumber: line,
        endLineNumber: line,
        startColumn: 1,
        endColumn: model.getLineMaxColumn(Math.min(line, model.getLineCount())),
      })),
    )
  }, [document, read])

  function discard(): void {
    editor.current?.getModel()?.setValue(formatDocument(tab.document.getState().document))
  }

  function takeOver(next: StrategyDocument): void {
    hold(tab, undefined)
    tab.document.replace(say('code.step'), next)
    editor.current?.getModel()?.setValue(formatDocument(next))
  }

  return (
    <div className="code">
      <div className="code-bar" role="toolbar" aria-label={say('dock.code')}>
        {read === undefined ? (
          <span className="code-state">{say('code.same')}</span>
        ) : (
          <>
            <Button kind="primary" isDisabled={read.next === undefined} onPress={() => read.next && takeOver(read.next)}>
              {say('code.take-over')}
            </Button>
            <Button onPress={discard}>{say('code.discard')}</Button>
            <span className="code-state" role="status">
              {read.against.length > 0 ? whyNot(read.against) : say('code.ready')}
            </span>
          </>
        )}
      </div>
      <div ref={holder} className="code-editor" />
    </div>
  )
}

/** Text that is not what the canvas shows holds up every other edit. */
function hold(tab: Tab, text: string | undefined): void {
  tab.code.setState({ text })
  tab.document.lock(text === undefined ? undefined : say('code.locked'))
}

type Read = {
  readonly findings: readonly Finding[]
  /** What stands against taking it over: what cannot be read, and errors that the strategy does not have already. */
  readonly against: readonly Finding[]
  /** The document it is; undefined where something stands against it. */
  readonly next: StrategyDocument | undefined
}

function readText(text: string, now: StrategyDocument): Read {
  const parsed = parseDocument(text)
  if ('findings' in parsed) return { findings: parsed.findings, against: parsed.findings, next: undefined }
  const { findings } = check(parsed.document)
  const known = new Set(checkedOf(now).findings.map(keyOfFinding))
  const against = findings.filter((one) => one.severity === 'error' && !known.has(keyOfFinding(one)))
  return { findings, against, next: against.length === 0 ? parsed.document : undefined }
}

function whyNot([first, ...more]: readonly Finding[]): string {
  const message = first?.message ?? ''
  return more.length === 0 ? say('code.errors', { message }) : say('code.more-errors', { message, count: more.length })
}
