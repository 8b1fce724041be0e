import { lazy, Suspense } from 'react'

const Loaded = lazy(async () => ({ default: (await import('./markdown.tsx')).RenderedMarkdown }))

/** The text itself until the renderer has come, so that nothing waits for it. */
export function Markdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<p className="whitespace-pre-wrap">{text}</p>}>
      <Loaded text={text} />
    </Suspense>
  )
}
