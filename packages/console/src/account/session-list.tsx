import type { Session, SignInMethod } from '@aipress/contract/signing-in.ts'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { LastUsed, Row, RowList } from '../ui/row-list.tsx'

const METHODS: Record<SignInMethod, string> = {
  password: 'by password',
  'password-and-code': 'by password and code',
  passkey: 'by passkey',
  provider: 'by your organisation',
  'provider-and-code': 'by your organisation and code',
}

interface SessionListProps {
  sessions: readonly Session[]
  actions?: (session: Session) => ReactNode
}

export function SessionList({ sessions, actions }: SessionListProps) {
  return (
    <RowList>
      {sessions.map((session) => (
        <Row
          key={session.sessionId}
          title={session.device}
          detail={
            <>
              {METHODS[session.method]}
              {session.address !== '' && ` from ${session.address}`}
              <LastUsed at={session.lastUsedAt} />
            </>
          }
        >
          {session.current ? <Badge tone="good">This browser</Badge> : actions?.(session)}
        </Row>
      ))}
    </RowList>
  )
}
