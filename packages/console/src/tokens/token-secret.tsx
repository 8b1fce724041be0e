import type { createToken } from '@aipress/contract/accounts.ts'
import type { OutputOf } from '@aipress/contract/action.ts'
import { SecretBox } from '../ui/secret-box.tsx'

export function TokenSecret({ created }: { created: OutputOf<typeof createToken> }) {
  return (
    <SecretBox
      title={`Token “${created.token.name}”`}
      text={created.secret.startsWith('[') ? undefined : created.secret}
      copyLabel="Copy the token"
    >
      Keep it now: it is not shown again. Programs send it as{' '}
      <code className="font-mono">Authorization: Bearer …</code>
    </SecretBox>
  )
}
