import { CircleAlert, CircleCheck, Info, X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { problemOf } from './failure.tsx'
import { Hint } from './hint.tsx'

interface Toast {
  id: number
  tone: 'good' | 'note' | 'bad'
  title: string
  detail: string | undefined
}

/** More would cover the page; the oldest goes first. */
const TOASTS_MAX = 4
/** Long enough to read a sentence; what failed or asks for something stays until it is closed. */
const SHOWN_MS = 5_000

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Toast[]) {
  toasts = next
  for (const listener of listeners) listener()
}

const close = (id: number) => set(toasts.filter((toast) => toast.id !== id))

function show(tone: Toast['tone'], title: string, detail?: string) {
  lastId += 1
  const id = lastId
  set([...toasts, { id, tone, title, detail }].slice(-TOASTS_MAX))
  if (tone === 'good') setTimeout(() => close(id), SHOWN_MS)
}

export const toast = {
  good: (title: string, detail?: string) => show('good', title, detail),
  /** It went well, and there is something to know or do besides. */
  note: (title: string, detail: string) => show('note', title, detail),
  bad: (title: string, detail?: string) => show('bad', title, detail),
  error: (error: unknown) => {
    const problem = problemOf(error)
    show('bad', problem.message, problem.hint)
  },
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 left-4 z-50 flex flex-col items-end gap-2 sm:left-auto"
    >
      {shown.map((item) => (
        <div
          key={item.id}
          className="pointer-events-auto flex w-full max-w-sm animate-rise gap-3 rounded-xl border border-line bg-surface py-3 pr-2 pl-4 shadow-high"
        >
          <ToastIcon tone={item.tone} />
          <div className="min-w-0 flex-1">
            <p className="font-medium">{item.title}</p>
            {item.detail !== undefined && (
              <p className="mt-0.5 break-words text-soft text-sm">
                <Hint text={item.detail} />
              </p>
            )}
          </div>
          <button
            type="button"
            aria-label="Dismiss"
            onClick={() => close(item.id)}
            className="self-start rounded-md p-1 text-faint hover:text-ink"
          >
            <X size={16} aria-hidden />
          </button>
        </div>
      ))}
    </div>
  )
}

function ToastIcon({ tone }: { tone: Toast['tone'] }) {
  switch (tone) {
    case 'good':
      return <CircleCheck size={18} aria-hidden className="mt-0.5 shrink-0 text-good" />
    case 'note':
      return <Info size={18} aria-hidden className="mt-0.5 shrink-0 text-warn" />
    case 'bad':
      return <CircleAlert size={18} aria-hidden className="mt-0.5 shrink-0 text-bad" />
  }
}
