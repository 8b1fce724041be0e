import type { Token } from '@aipress/contract/accounts.ts'
import type { ReactNode } from 'react'
import { Badge } from '../ui/badge.tsx'
import { LastUsed, Row, RowList } from '../ui/row-list.tsx'
import { RelativeTime } from '../ui/time.tsx'

interface TokenListProps {
  tokens: readonly Token[]
  actions?: (token: Token) => ReactNode
}

export function TokenList({ tokens, actions }: TokenListProps) {
  return (
    <RowList>
      {tokens.map((token) => (
        <Row
          key={token.tokenId}
          title={token.name}
          detail={
            <>
              <code className="font-mono text-[0.85em]">{token.start}…</code>
              <LastUsed at={token.lastUsedAt} />
            </>
          }
        >
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
        </Row>
      ))}
    </RowList>
  )
}

/** In a few words; all of many is told by the command line. */
function mayOf({ readOnly, scopes }: Token): string {
  if (scopes === undefined) return readOnly ? 'Reads only' : 'Full rights'
  const shown =
    scopes.length > 2 ? `${scopes.slice(0, 2).join(', ')} and ${scopes.length - 2} more` : scopes.join(', ')
  return readOnly ? `Reads: ${shown}` : shown
}
