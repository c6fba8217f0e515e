import ReactMarkdown from 'react-markdown'
import remarkGfm from 'remark-gfm'

/** Markdown as elements: tables, no raw HTML, no images, nothing loaded from elsewhere. */
export function Markdown({ text }: { text: string }) {
  return (
    <ReactMarkdown skipHtml disallowedElements={['img']} remarkPlugins={[remarkGfm]}>
      {text}
    </ReactMarkdown>
  )
}
