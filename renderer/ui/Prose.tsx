import Markdown from 'react-markdown'
import remarkGfm from 'remark-gfm'

/** Markdown as text: tables, no raw HTML, no images, nothing loaded from elsewhere. */
export function Prose({ text }: { text: string }) {
  return (
    <Markdown skipHtml disallowedElements={['img']} remarkPlugins={[remarkGfm]}>
      {text}
    </Markdown>
  )
}
