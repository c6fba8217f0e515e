import { lazy, Suspense } from 'react'

/** What reads Markdown is a fifth of all script there is at the start, and nothing needs it to be seen: it comes after the window. */
const Markdown = lazy(() => import('./Markdown.tsx').then((module) => ({ default: module.Markdown })))

/** Markdown as text. Until its reader is there, the words as they are written. */
export function Prose({ text }: { text: string }) {
  return (
    <Suspense fallback={<p className="prose-plain">{text}</p>}>
      <Markdown text={text} />
    </Suspense>
  )
}
