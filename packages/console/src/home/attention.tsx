import { Link } from '@tanstack/react-router'
import {
  Boxes,
  Bug,
  ChevronRight,
  CircleCheck,
  Gauge,
  Globe,
  type LucideIcon,
  ServerCrash,
} from 'lucide-react'
import { Section } from '../ui/card.tsx'
import { Failure } from '../ui/failure.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { type Concern, useConcerns } from './use-concerns.ts'

/** What somebody should look at, the worst first. */
export function Attention() {
  const { concerns, error, refetch } = useConcerns()
  return (
    <Section title="Needs attention">
      {concerns === undefined ? (
        error === null ? (
          <Skeleton className="h-24" />
        ) : (
          <Failure error={error} onRetry={refetch} />
        )
      ) : concerns.length === 0 ? (
        <p className="flex items-center gap-2.5 text-soft">
          <CircleCheck size={19} aria-hidden className="shrink-0 text-good" />
          Nothing. Everything is well.
        </p>
      ) : (
        <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
          {concerns.map((concern) => (
            <li key={concern.id} className="border-line border-b last:border-0">
              <ConcernRow concern={concern} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

const ICONS: Record<Concern['kind'], LucideIcon> = {
  part: ServerCrash,
  shard: Boxes,
  site: Globe,
  limit: Gauge,
  error: Bug,
}

function ConcernRow({ concern }: { concern: Concern }) {
  const Icon = ICONS[concern.kind]
  return (
    <Link
      {...concern.link}
      className="flex items-center gap-3.5 px-4 py-3 transition-colors -outline-offset-2 hover:bg-sunken/60 sm:px-5"
    >
      <Icon
        size={18}
        strokeWidth={1.75}
        aria-hidden
        className={concern.grave ? 'shrink-0 text-bad' : 'shrink-0 text-warn'}
      />
      <span className="min-w-0 flex-1">
        <span className="block break-words font-medium">{concern.what}</span>
        {concern.why !== undefined && (
          <span className="block break-words text-soft text-sm">{concern.why}</span>
        )}
      </span>
      <ChevronRight size={16} aria-hidden className="shrink-0 text-faint" />
    </Link>
  )
}
