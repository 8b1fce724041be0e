import { useQuery } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import { useMe } from '../sign-in/session.ts'
import { suggestionsQuery } from './conversations.ts'

/** What stands where nothing has been said yet: who is there, what it can do, how to begin. */
export function Opening({ onAsk }: { onAsk: (text: string) => void }) {
  const me = useMe()
  const { data: suggestions } = useQuery(suggestionsQuery)
  const name = me.person?.name.trim().split(/\s+/)[0]
  return (
    <div className="mx-auto flex min-h-full w-full max-w-[46rem] flex-col justify-center px-4 py-10 sm:px-6">
      <h1 className="text-[2.3rem] leading-[1.12] sm:text-[2.9rem]">
        {greeting(new Date().getHours())}
        {name === undefined || name === '' ? '' : `, ${name}`}.
        <br />
        <span className="text-faint italic">What shall we publish?</span>
      </h1>
      <p className="mt-4 max-w-[36rem] text-[1.06rem] text-soft">
        Say it in your own words. I create and look after WordPress sites, read their logs, connect hostnames,
        and I ask before anything is destroyed.
      </p>
      {suggestions !== undefined && suggestions.length > 0 && (
        <ul className="mt-8 border-line border-t" aria-label="Suggestions">
          {suggestions.slice(0, 5).map((suggestion) => (
            <li key={suggestion} className="border-line border-b">
              <button
                type="button"
                onClick={() => onAsk(suggestion)}
                className="group flex w-full items-center justify-between gap-4 py-2.5 text-left font-serif text-[1.13rem] transition-colors hover:text-accent"
              >
                {suggestion}
                <ArrowRight
                  size={17}
                  aria-hidden
                  className="shrink-0 text-faint transition-transform group-hover:translate-x-0.5 group-hover:text-accent"
                />
              </button>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-6 hidden text-faint text-sm md:block">
        <kbd className="font-sans font-semibold">Ctrl K</kbd> finds pages and sites.{' '}
        <kbd className="font-sans font-semibold">/</kbd> brings you back here.
      </p>
    </div>
  )
}

function greeting(hour: number): string {
  if (hour < 5) return 'Good night'
  if (hour < 12) return 'Good morning'
  if (hour < 18) return 'Good afternoon'
  return 'Good evening'
}
