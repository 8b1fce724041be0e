import { disconnectProgram, listPrograms, type Program } from '@aipress/contract/programs.ts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plug } from 'lucide-react'
import { useState } from 'react'
import { queryOf, refresh, useAction } from '../client/queries.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Section } from '../ui/card.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { ProgramList } from './program-list.tsx'

/** Agents that act as the person, and the way to end that. */
export function ConnectedPrograms() {
  const query = useQuery(queryOf(listPrograms, {}))
  const [leaving, setLeaving] = useState<Program>()
  const connect = (
    <Link to="/connect" className={buttonClass('plain')}>
      <Plug size={16} aria-hidden />
      How to connect
    </Link>
  )
  return (
    <Section
      title="Connected programs"
      description="Agents that you allowed to act as you, by signing in from them."
      actions={connect}
    >
      {query.data === undefined ? (
        query.isError ? (
          <Failure error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows count={2} />
        )
      ) : query.data.items.length === 0 ? (
        <Empty icon={<Plug size={19} aria-hidden />} title="No programs are connected">
          Claude, ChatGPT, Cursor and others can work with your sites, as far as you allow.
        </Empty>
      ) : (
        <ProgramList
          programs={query.data.items}
          actions={(program) => (
            <Button
              size="small"
              look="quiet"
              aria-label={`Disconnect ${program.name}`}
              onClick={() => setLeaving(program)}
            >
              Disconnect
            </Button>
          )}
        />
      )}
      {leaving !== undefined && <DisconnectDialog program={leaving} onClose={() => setLeaving(undefined)} />}
    </Section>
  )
}

function DisconnectDialog({ program, onClose }: { program: Program; onClose: () => void }) {
  const disconnect = useAction(disconnectProgram, {
    onSuccess: () => {
      refresh(listPrograms)
      toast.good(`“${program.name}” is disconnected`)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={`Disconnect “${program.name}”?`}
      confirmLabel="Disconnect program"
      busy={disconnect.isPending}
      error={disconnect.error}
      onConfirm={() => disconnect.mutate({ program: program.programId })}
      onClose={onClose}
    >
      <p>It is refused from its next call on. It can ask you again.</p>
    </ConfirmDialog>
  )
}
