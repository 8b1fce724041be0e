import { ArrowUp, Menu, Search, SquarePen } from 'lucide-react'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { GREETINGS, GreetingWords } from '../home/greeting-words.tsx'
import { SITE_TABS } from '../sites/site-tabs.ts'
import { Wordmark } from '../ui/logo.tsx'
import { PAGE_WIDTH } from '../ui/page-width.ts'
import { Skeleton, SkeletonRows } from '../ui/skeleton.tsx'
import { PLACES } from './places.ts'

/**
 * What stands in the documents of build/first-paint.ts until the page has come: the same frame and heading at the same
 * place, so that nothing jumps. It is drawn when the console is built and is never part of what a browser loads. Nothing
 * of it can be used, and those who hear the page are told that it is busy.
 */
export function firstPaintOf(name: keyof typeof PAINTS): string {
  return renderToStaticMarkup(<Frame at={name === 'home' ? '/' : '/sites'}>{PAINTS[name]}</Frame>)
}

const PAINTS = { home: <Home />, sites: <Sites />, site: <Site />, page: <AnyPage /> } as const

function Frame({ at, children }: { at: string; children: ReactNode }) {
  return (
    <div aria-busy="true" aria-hidden="true" inert className="flex h-dvh flex-col">
      <div className="flex min-h-0 flex-1 flex-col md:flex-row">
        <div className="flex h-13 shrink-0 items-center gap-1 border-line border-b px-2 md:hidden">
          <Icon of={<Menu size={20} />} />
          <span className="flex flex-1 justify-center">
            <Wordmark />
          </span>
          <Icon of={<Search size={19} />} />
        </div>
        <div className="hidden w-60 shrink-0 border-line border-r md:block">
          <Side at={at} />
        </div>
        <div className="flex min-h-0 min-w-0 flex-1 flex-col overflow-hidden">{children}</div>
      </div>
    </div>
  )
}

function Icon({ of }: { of: ReactNode }) {
  return <span className="rounded-lg p-2 text-soft">{of}</span>
}

function Side({ at }: { at: string }) {
  return (
    <div className="flex h-full flex-col bg-paper">
      <div className="flex items-center justify-between px-4 pt-5 pb-4">
        <Wordmark />
        <span className="rounded-lg p-2 text-soft">
          <SquarePen size={17} />
        </span>
      </div>
      <div className="px-3">
        <span className="flex w-full items-center gap-2 rounded-lg border border-line-strong bg-surface px-2.5 py-1.5 text-faint text-sm">
          <Search size={15} />
          <span className="flex-1 text-left">Find</span>
          <kbd className="font-sans text-xs">Ctrl K</kbd>
        </span>
      </div>
      <ul className="space-y-px px-3 pt-4">
        {PLACES.map(({ to, label, icon: Of }) => (
          <li
            key={to}
            aria-current={to === at ? 'page' : undefined}
            className="flex items-center gap-2.5 rounded-lg px-2.5 py-1.5 text-[0.95rem] text-soft aria-[current=page]:bg-line aria-[current=page]:font-medium aria-[current=page]:text-ink"
          >
            <Of size={17} strokeWidth={1.75} />
            {label}
          </li>
        ))}
      </ul>
    </div>
  )
}

function Home() {
  return (
    <div className={`${PAGE_WIDTH} pt-8 pb-20 sm:pt-14`}>
      <div className="max-w-[46rem]">
        <GreetingWords>
          {/* Which of them it is, public/first.js knows. */}
          <span className="hidden in-data-[day=night]:inline">{GREETINGS.night}.</span>
          <span className="hidden in-data-[day=morning]:inline">{GREETINGS.morning}.</span>
          <span className="hidden in-data-[day=afternoon]:inline">{GREETINGS.afternoon}.</span>
          <span className="hidden in-data-[day=evening]:inline">{GREETINGS.evening}.</span>
        </GreetingWords>
        <div className="mt-6 mb-3 flex items-end gap-2 rounded-2xl border border-line-strong bg-surface p-2 pl-4 shadow-low sm:mb-5">
          <span className="min-w-0 flex-1 py-1.5 text-faint leading-6">Ask for anything …</span>
          <span className="flex size-9 shrink-0 items-center justify-center rounded-full bg-sunken text-faint">
            <ArrowUp size={18} />
          </span>
        </div>
        <div className="min-h-31 sm:min-h-19" />
      </div>
      <Skeleton className="mt-10 h-72" />
    </div>
  )
}

function Sites() {
  return (
    <Body title="Sites">
      <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-2.5">
        <span className="relative block min-w-72 flex-1 rounded-lg border border-line-strong bg-surface py-2 pr-3 pl-9 text-faint">
          <Search size={16} className="absolute top-1/2 left-3 -translate-y-1/2" />
          Name, title or hostname
        </span>
        <Skeleton className="h-8 w-72 max-w-full" />
      </div>
      <SkeletonRows />
    </Body>
  )
}

function Site() {
  return (
    <div className={`${PAGE_WIDTH} pt-6 pb-20 sm:pt-10`}>
      <div className="mb-7 flex items-center gap-4">
        <Skeleton className="size-14 shrink-0 rounded-xl" />
        <div className="min-w-0">
          {/* Which it is, public/first.js guesses. */}
          <div className="min-h-9 break-words font-medium font-serif text-[1.95rem] leading-tight tracking-[-0.011em] before:content-(--site-title)" />
          <Skeleton className="mt-1.5 h-4 w-36" />
        </div>
      </div>
      <div className="-mx-4 overflow-x-hidden border-line border-b px-4 sm:mx-0 sm:px-0">
        <ul className="flex gap-6">
          {SITE_TABS.map(({ to, label }, index) => (
            <li
              key={to}
              aria-current={index === 0 ? 'page' : undefined}
              className="-mb-px block whitespace-nowrap border-transparent border-b-2 py-2.5 text-soft aria-[current=page]:border-ink aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              {label}
            </li>
          ))}
        </ul>
      </div>
      <div className="space-y-4 pt-7">
        <Skeleton className="h-44" />
        <div className="grid gap-4 sm:grid-cols-2">
          <Skeleton className="h-40" />
          <Skeleton className="h-40" />
        </div>
      </div>
    </div>
  )
}

function AnyPage() {
  return (
    <Body title="">
      <SkeletonRows />
    </Body>
  )
}

/** As ui/page.tsx, without a browser's title. */
function Body({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={`${PAGE_WIDTH} pt-6 pb-20 sm:pt-10`}>
      <div className="mb-7 flex min-h-9">
        {title === '' ? (
          <Skeleton className="h-8 w-40" />
        ) : (
          <h1 className="text-[1.95rem] leading-tight">{title}</h1>
        )}
      </div>
      {children}
    </div>
  )
}
