import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'active'

const DOTS: Record<Tone, string> = {
  neutral: 'bg-faint',
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
  active: 'bg-accent animate-breathe',
}

/** A state in words with a dot: never by colour alone. */
export function StateDot({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-sm">
      <span aria-hidden className={classNames('size-2 shrink-0 rounded-full', DOTS[tone])} />
      {children}
    </span>
  )
}

const FILLS: Record<Tone, string> = {
  neutral: 'bg-sunken text-soft',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  active: 'bg-accent-soft text-accent',
}

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={classNames(
        'inline-flex items-center rounded-md px-1.5 py-0.5 font-medium text-xs',
        FILLS[tone],
      )}
    >
      {children}
    </span>
  )
}
