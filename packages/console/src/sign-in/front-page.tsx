import type { ReactNode } from 'react'
import { Wordmark } from '../ui/logo.tsx'

/** The frame of the pages before one is in: a form, and beside it what this is. */
export function FrontPage({ children }: { children: ReactNode }) {
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(26rem,1fr)_1.15fr]">
      <main className="flex flex-col px-5 py-8 sm:px-10">
        <Wordmark />
        <div className="mx-auto my-auto w-full max-w-sm py-12">{children}</div>
      </main>
      <aside
        className="hidden flex-col justify-between border-line border-l bg-sunken p-14 lg:flex"
        aria-hidden="true"
      >
        <span className="label-caps">The WordPress platform people talk to</span>
        <div className="max-w-xl font-serif text-[2.5rem] leading-[1.18] tracking-tight">
          <p>“Create a site called Corner&nbsp;Bakery.”</p>
          <p className="mt-5 text-faint italic">It is running. Here is the link.</p>
          <p className="mt-9">“Put it on bakery.example.com.”</p>
          <p className="mt-5 text-faint italic">Done. The old address leads there now.</p>
        </div>
        <span className="text-faint text-sm">Real WordPress on machines of your own.</span>
      </aside>
    </div>
  )
}
