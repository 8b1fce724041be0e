import { PROGRAM_SCOPE_TEXTS, type Program } from '@aipress/contract/programs.ts'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { RelativeTime } from '../ui/time.tsx'

interface ProgramListProps {
  programs: readonly Program[]
  actions?: (program: Program) => ReactNode
}

export function ProgramList({ programs, actions }: ProgramListProps) {
  return (
    <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {programs.map((program) => (
        <li
          key={program.programId}
          className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-3 last:border-0 sm:px-5"
        >
          <div className="min-w-48 flex-1">
            <p className="truncate font-medium">{program.name}</p>
            <p className="text-soft text-sm">
              {program.address}{' '}
              <span className="text-faint">
                ·{' '}
                {program.lastUsedAt === undefined ? (
                  'never used'
                ) : (
                  <>
                    used <RelativeTime at={program.lastUsedAt} />
                  </>
                )}
              </span>
            </p>
          </div>
          <Badge>{PROGRAM_SCOPE_TEXTS[program.scope].title}</Badge>
          <span className="text-faint text-sm sm:w-36 sm:text-right">
            until <RelativeTime at={program.expiresAt} />
          </span>
          {actions?.(program)}
        </li>
      ))}
    </ul>
  )
}
