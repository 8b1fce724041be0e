import { useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { hintParts } from './hint-parts.ts'

/** What to do next, with links to the pages of the console in place of commands. */
export function Hint({ text }: { text: string }) {
  return hintParts(text).map(({ text: words, to }) =>
    to === undefined ? (
      words
    ) : (
      <OwnLink key={to} to={to}>
        {words}
      </OwnLink>
    ),
  )
}

/** To a page of the console by its path, as texts name it. */
export function OwnLink({ to, children }: { to: string; children: ReactNode }) {
  const router = useRouter()
  return (
    <a
      href={to}
      className="link"
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        void router.navigate({ href: to })
      }}
    >
      {children}
    </a>
  )
}
