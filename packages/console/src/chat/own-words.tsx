import { Mark } from '../ui/logo.tsx'

/** What the person said. */
export function OwnWords({ text }: { text: string }) {
  return (
    <article aria-label="You" className="flex justify-end">
      <p className="max-w-[85%] whitespace-pre-wrap break-words rounded-2xl rounded-br-md bg-accent-soft px-4 py-2.5">
        {text}
      </p>
    </article>
  )
}

export function Thinking() {
  return (
    <div className="flex gap-3.5">
      <span className="mt-0.5 hidden sm:block">
        <Mark size={22} />
      </span>
      <Dots />
    </div>
  )
}

export function Dots() {
  return (
    <span role="status" className="flex h-6 items-center gap-1.5">
      <span className="sr-only">Working on it</span>
      <span className="size-1.5 animate-breathe rounded-full bg-faint" />
      <span className="size-1.5 animate-breathe rounded-full bg-faint [animation-delay:200ms]" />
      <span className="size-1.5 animate-breathe rounded-full bg-faint [animation-delay:400ms]" />
    </span>
  )
}
