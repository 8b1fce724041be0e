import { type ReactNode, useEffect } from 'react'
import { classNames } from './class-names.ts'
import { PAGE_WIDTH } from './page-width.ts'

interface PageProps {
  title: string
  /** In place of the plain title, for example with a tile beside it. */
  heading?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

export function Page({ title, heading, description, actions, children }: PageProps) {
  useDocumentTitle(title)
  return (
    <div className={classNames(PAGE_WIDTH, 'pt-6 pb-20 sm:pt-10')}>
      <header className="mb-7 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
        <div className="min-w-0">
          {heading ?? <h1 className="text-[1.95rem] leading-tight">{title}</h1>}
          {description !== undefined && <p className="mt-1.5 max-w-prose text-soft">{description}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'AIPress' : `${title} · AIPress`
  }, [title])
}
