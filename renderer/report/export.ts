import type { ReportForm } from '../../engine/protocol/report-requests.ts'
import type { EngineClient } from '../engine.ts'

const kinds: Readonly<Record<ReportForm, { readonly type: string; readonly ending: string }>> = {
  html: { type: 'text/html', ending: '.html' },
  text: { type: 'text/plain', ending: '.txt' },
  'trades.csv': { type: 'text/csv', ending: '-trades.csv' },
  'equity.csv': { type: 'text/csv', ending: '-equity.csv' },
}

/** Has the engine write a report out and hands it to the person as a file. Answers with why not, if it cannot be had. */
export async function exportReport(engine: EngineClient, run: string, name: string, form: ReportForm): Promise<string | undefined> {
  const answer = await engine.request('report.write', { run, form })
  if (!answer.ok) return answer.message
  download(new Blob([...answer.pieces], { type: `${kinds[form].type};charset=utf-8` }), fileName(name, run, form))
  return undefined
}

/** The journal of a run as one file, which `weir verify` takes. Answers with why not, if it cannot be had. */
export async function exportJournal(engine: EngineClient, run: string): Promise<string | undefined> {
  const answer = await engine.request('journal.export', { run })
  if (!answer.ok) return answer.message
  download(new Blob([...answer.pieces], { type: 'application/x-ndjson;charset=utf-8' }), `${run.slice(0, 8)}.weir-journal`)
  return undefined
}

/** A name every file system takes, from a strategy's name and the run's first digits. */
export function fileName(name: string, run: string, form: ReportForm): string {
  const stem = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  return `${stem || 'strategy'}-${run.slice(0, 8)}${kinds[form].ending}`
}

function download(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken hold of the content by the next turn of its loop.
  setTimeout(() => URL.revokeObjectURL(address), 0)
}

/** Prints what an element shows, alone on the page and as long as it is. */
export function printElement(element: HTMLElement): void {
  const page = document.createElement('div')
  page.className = 'print-page'
  page.append(element.cloneNode(true))
  document.body.append(page)
  window.addEventListener('afterprint', () => page.remove(), { once: true })
  window.print()
}
