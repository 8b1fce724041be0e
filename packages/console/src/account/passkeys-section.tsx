import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/card.tsx'
import { Empty } from '../ui/empty.tsx'
import { TextField } from '../ui/field.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { toast } from '../ui/toast.tsx'
import { addPasskey, type OwnWays, removePasskey } from './own-ways.ts'
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
      {adding && <AddDialog hasPassword={ways.hasPassword} onClose={() => setAdding(false)} />}
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
    <ul className="overflow-hidden rounded-xl border border-line bg-surface shadow-low">
      {passkeys.map((passkey) => (
        <li
          key={passkey.passkeyId}
          className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b px-4 py-3 last:border-0 sm:px-5"
        >
          <div className="min-w-48 flex-1">
            <p className="truncate font-medium">{passkey.name}</p>
            <p className="text-soft text-sm">
              Added <RelativeTime at={passkey.createdAt} />
              <span className="text-faint">
                {' · '}
                {passkey.lastUsedAt === undefined ? (
                  'never used'
                ) : (
                  <>
                    used <RelativeTime at={passkey.lastUsedAt} />
                  </>
                )}
              </span>
            </p>
          </div>
          <Button
            size="small"
            look="quiet"
            aria-label={`Remove the passkey ${passkey.name}`}
            onClick={() => onRemove(passkey)}
          >
            Remove
          </Button>
        </li>
      ))}
    </ul>
  )
}

function AddDialog({ hasPassword, onClose }: { hasPassword: boolean; onClose: () => void }) {
  const [name, setName] = useState('')
  return (
    <PasswordDialog
      title="Add a passkey"
      hasPassword={hasPassword}
      confirmLabel="Add passkey"
      fields={
        <TextField
          label="Name of the device"
          placeholder="My laptop"
          value={name}
          onChange={(event) => setName(event.target.value)}
          required
          maxLength={60}
        />
      }
      onConfirm={(password) => addPasskey(name, password)}
      onDone={() => {
        toast.good(`“${name.trim()}” is added`)
        onClose()
      }}
      onClose={onClose}
    >
      Your browser asks you next.
    </PasswordDialog>
  )
}
