import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export function Card({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <div className={classNames('rounded-xl border border-line bg-surface shadow-low', className)}>
      {children}
    </div>
  )
}

interface SectionProps {
  title: string
  description?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A titled part of a page. */
export function Section({ title, description, actions, children }: SectionProps) {
  return (
    <section className="mt-9 first:mt-0">
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 className="text-[1.22rem] leading-tight">{title}</h2>
          {description !== undefined && <p className="mt-1 max-w-prose text-soft text-sm">{description}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}

/** Names and values, as on a colophon. */
export function Facts({ items, className }: { items: [string, ReactNode][]; className?: string }) {
  return (
    <dl className={classNames('grid grid-cols-2 gap-x-6 gap-y-4', className ?? 'sm:grid-cols-3')}>
      {items.map(([name, value]) => (
        <div key={name} className="min-w-0">
          <dt className="label-caps">{name}</dt>
          <dd className="mt-0.5 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
