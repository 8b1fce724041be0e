import { useQuery } from '@tanstack/react-query'
import { Composer } from '../chat/composer.tsx'
import { suggestionsQuery } from '../chat/suggestions.ts'
import { useMe } from '../sign-in/session.ts'
import { GreetingWords, greetingAt } from './greeting-words.tsx'

/** As many as fit on one or two lines. */
const SUGGESTIONS_MAX = 4

interface GreetingProps {
  onAsk: (text: string) => void
  /** Somebody has begun to write, or is about to press a suggestion. */
  onWrite: () => void
}

/** Who is there, and how to begin. */
export function Greeting({ onAsk, onWrite }: GreetingProps) {
  const me = useMe()
  const { data: suggestions } = useQuery(suggestionsQuery)
  const name = me.person?.name.trim().split(/\s+/)[0]
  return (
    <section aria-labelledby="greeting" onInput={onWrite} onPointerDown={onWrite} className="max-w-[46rem]">
      <GreetingWords id="greeting">
        {greetingAt(new Date().getHours())}
        {name === undefined || name === '' ? '' : `, ${name}`}.
      </GreetingWords>
      <div className="-mx-3 mt-6 sm:-mx-6 [&>form]:max-w-none">
        <Composer busy={false} onAsk={onAsk} onStop={() => undefined} />
      </div>
      <ul className="flex min-h-31 flex-wrap content-start gap-2 sm:min-h-19" aria-label="Suggestions">
        {(suggestions ?? []).slice(0, SUGGESTIONS_MAX).map((suggestion) => (
          <li key={suggestion} className="min-w-0">
            <button
              type="button"
              onClick={() => onAsk(suggestion)}
              className="max-w-full truncate rounded-full border border-line-strong bg-surface px-3.5 py-1.5 text-[0.93rem] text-soft transition-colors hover:border-accent hover:text-accent"
            >
              {suggestion}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
