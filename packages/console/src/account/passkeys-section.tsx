import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/card.tsx'
import { Empty } from '../ui/empty.tsx'
import { LastUsed, Row, RowList } from '../ui/row-list.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { toast } from '../ui/toast.tsx'
import { AddPasskeyDialog } from './add-passkey-dialog.tsx'
import { type OwnWays, removePasskey } from './own-ways.ts'
import { PasswordDialog } from './password-dialog.tsx'

type Passkey = OwnWays['passkeys'][number]

export function PasskeysSection({ ways }: { ways: OwnWays }) {
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<Passkey>()
  return (
    <Section
      title="Passkeys"
      description="Sign in with a finger, your face or a PIN of the device, without password and code."
      actions={
        <Button size="small" onClick={() => setAdding(true)}>
          Add a passkey
        </Button>
      }
    >
      {ways.passkeys.length === 0 ? (
        <Empty icon={<KeyRound size={19} aria-hidden />} title="No passkeys yet">
          The device keeps the key; nobody can read or copy it out of a mail.
        </Empty>
      ) : (
        <PasskeyList passkeys={ways.passkeys} onRemove={setRemoving} />
      )}
      {adding && (
        <AddPasskeyDialog
          hasPassword={ways.hasPassword}
          onDone={() => setAdding(false)}
          onClose={() => setAdding(false)}
        />
      )}
      {removing !== undefined && (
        <PasswordDialog
          title={`Remove “${removing.name}”?`}
          hasPassword={ways.hasPassword}
          confirmLabel="Remove passkey"
          look="danger-solid"
          onConfirm={(password) => removePasskey(removing.passkeyId, password)}
          onDone={() => {
            toast.good(`“${removing.name}” no longer lets you in`)
            setRemoving(undefined)
          }}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </Section>
  )
}

function PasskeyList({
  passkeys,
  onRemove,
}: {
  passkeys: readonly Passkey[]
  onRemove: (passkey: Passkey) => void
}) {
  return (
    <RowList>
      {passkeys.map((passkey) => (
        <Row
          key={passkey.passkeyId}
          title={passkey.name}
          detail={
            <>
              Added <RelativeTime at={passkey.createdAt} />
              <LastUsed at={passkey.lastUsedAt} />
            </>
          }
        >
          <Button
            size="small"
            look="quiet"
            aria-label={`Remove the passkey ${passkey.name}`}
            onClick={() => onRemove(passkey)}
          >
            Remove
          </Button>
        </Row>
      ))}
    </RowList>
  )
}
