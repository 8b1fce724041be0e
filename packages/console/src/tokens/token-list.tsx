import type { Token } from '@aipress/contract/accounts.ts'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { RelativeTime } from '../ui/time.tsx'

interface TokenListProps {
  tokens: readonly Token[]
  actions?: (token: Token) => ReactNode
}

export function TokenList({ tokens, actions }: TokenListProps) {
  return (
    <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {tokens.map((token) => (
        <li
          key={token.tokenId}
          className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-3 last:border-0 sm:px-5"
        >
          <div className="min-w-48 flex-1">
            <p className="truncate font-medium">{token.name}</p>
            <p className="text-soft text-sm">
              <code className="font-mono text-[0.85em]">{token.start}…</code>{' '}
              <span className="text-faint">
                ·{' '}
                {token.lastUsedAt === undefined ? (
                  'never used'
                ) : (
                  <>
                    used <RelativeTime at={token.lastUsedAt} />
                  </>
                )}
              </span>
            </p>
          </div>
          {token.sites !== undefined && <Badge>{token.sites.join(', ')}</Badge>}
          {token.account !== undefined && <Badge>{token.account}</Badge>}
          <Badge>{mayOf(token)}</Badge>
          <span className="text-faint text-sm sm:w-36 sm:text-right">
            {token.expiresAt === undefined ? (
              'never expires'
            ) : (
              <>
                expires <RelativeTime at={token.expiresAt} />
              </>
            )}
          </span>
          {actions?.(token)}
        </li>
      ))}
    </ul>
  )
}

/** In a few words; all of many is told by the command line. */
function mayOf({ readOnly, scopes }: Token): string {
  if (scopes === undefined) return readOnly ? 'Reads only' : 'Full rights'
  const shown =
    scopes.length > 2 ? `${scopes.slice(0, 2).join(', ')} and ${scopes.length - 2} more` : scopes.join(', ')
  return readOnly ? `Reads: ${shown}` : shown
}
