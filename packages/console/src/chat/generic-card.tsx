import type { ReactNode } from 'react'
import { Card } from '../ui/card.tsx'
import { wordsOfKey } from '../ui/format.ts'

/** An answer that has no card of its own: names and values, two levels deep, then JSON. */
export function GenericCard({ title, value }: { title: string; value: unknown }) {
  return (
    <Card className="p-4 sm:p-5">
      <h3 className="mb-2 text-lg">{title}</h3>
      <Value value={value} depth={0} />
    </Card>
  )
}

const DEPTH_MAX = 2
const ITEMS_MAX = 20

function Value({ value, depth }: { value: unknown; depth: number }): ReactNode {
  if (value === null || value === undefined || value === '') return <span className="text-faint">none</span>
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value !== 'object') return <span className="break-words">{String(value)}</span>
  if (depth >= DEPTH_MAX) return <code className="break-all font-mono text-xs">{JSON.stringify(value)}</code>
  if (Array.isArray(value)) {
    return (
      <ul className="space-y-1.5">
        {value.slice(0, ITEMS_MAX).map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: values without identity, shown once
          <li key={index}>
            <Value value={item} depth={depth + 1} />
          </li>
        ))}
        {value.length > ITEMS_MAX && <li className="text-faint">and {value.length - ITEMS_MAX} more</li>}
      </ul>
    )
  }
  return (
    <dl className="space-y-1.5">
      {Object.entries(value).map(([key, item]) => (
        <div key={key} className="sm:grid sm:grid-cols-[10rem_1fr] sm:gap-3">
          <dt className="text-faint text-sm leading-6">{wordsOfKey(key)}</dt>
          <dd className="min-w-0">
            <Value value={item} depth={depth + 1} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
