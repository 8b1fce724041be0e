import type { Session, SignInMethod } from '@aipress/contract/signing-in.ts'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { RelativeTime } from '../ui/time.tsx'

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
    <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {sessions.map((session) => (
        <li
          key={session.sessionId}
          className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-3 last:border-0 sm:px-5"
        >
          <div className="min-w-48 flex-1">
            <p className="truncate font-medium">{session.device}</p>
            <p className="text-soft text-sm">
              {METHODS[session.method]}
              {session.address !== '' && ` from ${session.address}`}{' '}
              <span className="text-faint">
                · used <RelativeTime at={session.lastUsedAt} />
              </span>
            </p>
          </div>
          {session.current ? <Badge tone="good">This browser</Badge> : actions?.(session)}
        </li>
      ))}
    </ul>
  )
}
