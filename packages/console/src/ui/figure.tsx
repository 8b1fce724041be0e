import type { ReactNode } from 'react'

/** A number that stands for much, with its name above and what it means below; inside a `dl`. */
export function Figure({ name, value, children }: { name: string; value: ReactNode; children: ReactNode }) {
  return (
    <div className="px-4 py-3.5 sm:px-5">
      <dt className="label-caps">{name}</dt>
      <dd>
        <span className="block font-serif text-[1.6rem] leading-tight tabular-nums">{value}</span>
        <span className="text-faint text-sm">{children}</span>
      </dd>
    </div>
  )
}
