import { PROGRAM_SCOPE_TEXTS, type Program } from '@aipress/contract/programs.ts'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { LastUsed, Row, RowList } from '../ui/row-list.tsx'
import { RelativeTime } from '../ui/time.tsx'

interface ProgramListProps {
  programs: readonly Program[]
  actions?: (program: Program) => ReactNode
}

export function ProgramList({ programs, actions }: ProgramListProps) {
  return (
    <RowList>
      {programs.map((program) => (
        <Row
          key={program.programId}
          title={program.name}
          detail={
            <>
              {program.address}
              <LastUsed at={program.lastUsedAt} />
            </>
          }
        >
          <Badge>{PROGRAM_SCOPE_TEXTS[program.scope].title}</Badge>
          <span className="text-faint text-sm sm:w-36 sm:text-right">
            until <RelativeTime at={program.expiresAt} />
          </span>
          {actions?.(program)}
        </Row>
      ))}
    </RowList>
  )
}
