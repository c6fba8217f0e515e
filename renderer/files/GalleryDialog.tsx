import { useCallback } from 'react'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import type { Shell } from '../engine.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { useWindow } from '../window.ts'
import { openToRun } from './opening.ts'
import { Picture } from './Picture.tsx'
import { TemplateResult } from './TemplateResult.tsx'
import { useAsked } from './use-asked.ts'
import { useResults } from './use-results.ts'
import { Waiting } from './Waiting.tsx'

/** The worked strategies that come with the product, each with its picture. Opening one makes a document of it and runs it. */
export function GalleryDialog({ onClose }: { onClose: () => void }) {
  const window = useWindow()
  const { shell, documents, notices } = window
  const { asked, again } = useAsked(useCallback(() => readTemplates(shell), [shell]))
  const open = (name: string) => {
    onClose()
    openToRun(window, name, documents.openTemplate(name)).catch((error: unknown) =>
      notices.tell(error instanceof Error ? error.message : String(error)),
    )
  }
  return (
    <Modal title={say('files.gallery').replace('…', '')} open onClose={onClose}>
      <p className="soft">{say('files.gallery-words')}</p>
      {asked.kind !== 'here' ? (
        <Waiting asked={asked} onAgain={again} />
      ) : asked.value.length === 0 ? (
        <p>{say('files.gallery-none')}</p>
      ) : (
        <Templates templates={asked.value} onOpen={open} />
      )}
      <div className="actions">
        <Button onPress={onClose}>{say('files.cancel')}</Button>
      </div>
    </Modal>
  )
}

function Templates({ templates, onOpen }: { templates: readonly Template[]; onOpen: (name: string) => void }) {
  const { engine } = useWindow()
  const resultOf = useResults(engine, templates)
  const done = templates.filter(({ name }) => ['here', 'failed'].includes(resultOf(name).kind)).length
  return (
    <>
      <p className="soft" role="status">
        {done < templates.length ? say('files.gallery-progress', { done, count: templates.length }) : say('files.gallery-done')}
      </p>
      <ul className="gallery">
        {templates.map(({ name, strategy }, i) => (
          <li key={name} className="template">
            <Picture strategy={strategy} />
            <h3>{strategy.name}</h3>
            <p>{firstParagraph(strategy.description ?? '')}</p>
            <TemplateResult computed={resultOf(name)} />
            <Button label={`${say('files.gallery-open')} ${strategy.name}`} autoFocus={i === 0} onPress={() => onOpen(name)}>
              {say('files.gallery-open')}
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}

type Template = { readonly name: string; readonly strategy: StrategyDocument }

/** Reads the templates; one that this version cannot read is left out. */
async function readTemplates(shell: Shell): Promise<readonly Template[]> {
  const { templates } = await shell.request('shell.documents.list', {})
  const read = await Promise.all(templates.map((name) => shell.request('shell.documents.template', { name })))
  return read.flatMap((one): Template[] => {
    const parsed = one.ok ? parseDocument(one.text) : undefined
    return one.ok && parsed && 'document' in parsed ? [{ name: one.name, strategy: parsed.document }] : []
  })
}

/** The first paragraph of a description, without the marks of its emphasis. */
export function firstParagraph(description: string): string {
  return (description.split(/\n\s*\n/)[0] ?? '').replace(/[*_`]/g, '').trim()
}
