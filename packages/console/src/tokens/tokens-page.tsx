import { listTokens, revokeToken, type Token } from '@aipress/contract/accounts.ts'
import { useQuery } from '@tanstack/react-query'
import { KeySquare, Plus } from 'lucide-react'
import { useState } from 'react'
import { queryOf, refresh, useAction } from '../client/queries.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/card.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { Empty } from '../ui/empty.tsx'
import { Failure } from '../ui/failure.tsx'
import { Page } from '../ui/page.tsx'
import { SkeletonRows } from '../ui/skeleton.tsx'
import { toast } from '../ui/toast.tsx'
import { ConnectedPrograms } from './connected-programs.tsx'
import { CreateTokenDialog } from './create-token-dialog.tsx'
import { TokenList } from './token-list.tsx'

export function TokensPage() {
  const query = useQuery(queryOf(listTokens, {}))
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<Token>()
  const createButton = (
    <Button look="primary" icon={<Plus size={17} aria-hidden />} onClick={() => setCreating(true)}>
      New token
    </Button>
  )
  const revokeButton = (token: Token) => (
    <Button size="small" look="quiet" aria-label={`Revoke ${token.name}`} onClick={() => setRevoking(token)}>
      Revoke
    </Button>
  )
  return (
    <Page
      title="API tokens and programs"
      description="What acts as you without your password, and may what you may at that moment, or less."
    >
      <Section
        title="API tokens"
        description="For the command line, scripts and agents that do not sign in by themselves."
        {...(query.data?.items.length === 0 ? {} : { actions: createButton })}
      >
        {query.data === undefined ? (
          query.isError ? (
            <Failure error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <SkeletonRows count={3} />
          )
        ) : query.data.items.length === 0 ? (
          <Empty icon={<KeySquare size={19} aria-hidden />} title="No tokens yet" action={createButton}>
            With one, “aipress” on another machine and MCP clients work with your sites.
          </Empty>
        ) : (
          <TokenList tokens={query.data.items} actions={revokeButton} />
        )}
      </Section>
      {query.data?.ofMachine !== undefined && query.data.ofMachine.length > 0 && (
        <Section
          title="Tokens of the machine"
          description="Made in a terminal on the machine itself. They are nobody’s and may what an administrator may."
        >
          <TokenList tokens={query.data.ofMachine} actions={revokeButton} />
        </Section>
      )}
      <ConnectedPrograms />
      {creating && <CreateTokenDialog onClose={() => setCreating(false)} />}
      {revoking !== undefined && <RevokeDialog token={revoking} onClose={() => setRevoking(undefined)} />}
    </Page>
  )
}

function RevokeDialog({ token, onClose }: { token: Token; onClose: () => void }) {
  const revoke = useAction(revokeToken, {
    onSuccess: () => {
      refresh(listTokens)
      toast.good(`“${token.name}” no longer works`)
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={`Revoke “${token.name}”?`}
      confirmLabel="Revoke token"
      typed={token.name}
      busy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate({ token: token.tokenId })}
      onClose={onClose}
    >
      <p>Whatever uses it is refused from now on.</p>
    </ConfirmDialog>
  )
}
