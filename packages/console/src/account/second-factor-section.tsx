import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { may, useMe } from '../sign-in/session.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { Card, Section } from '../ui/card.tsx'
import { RelativeTime } from '../ui/time.tsx'
import { toast } from '../ui/toast.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'
import { type OwnWays, removeSecondFactor, renewRecoveryCodes } from './own-ways.ts'
import { PasswordDialog } from './password-dialog.tsx'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'

type Open = 'enrol' | 'renew' | 'remove'

export function SecondFactorSection({ ways }: { ways: OwnWays }) {
  const me = useMe()
  const { secondFactor, hasPassword } = ways
  const [open, setOpen] = useState<Open>()
  const [codes, setCodes] = useState<string[]>()
  const close = () => setOpen(undefined)
  return (
    <Section
      title="Codes of an app"
      description={
        <>
          A second factor: who has your password alone does not get in.
          {may(me, 'accounts:change') && (
            <>
              {' '}
              Require one of all administrators under{' '}
              <Link to="/settings" className="link">
                Settings › Signing in
              </Link>
              .
            </>
          )}
        </>
      }
    >
      <Card className="flex flex-wrap items-center gap-x-4 gap-y-3 p-4 sm:p-5">
        {secondFactor === undefined ? (
          <>
            <p className="min-w-48 flex-1 text-soft">No app is set up.</p>
            <Button look="primary" onClick={() => setOpen('enrol')}>
              Set up an app
            </Button>
          </>
        ) : (
          <>
            <div className="min-w-48 flex-1">
              <p className="font-medium">
                An app is asked for a code <Badge tone="good">On</Badge>
              </p>
              <p className="text-soft text-sm">
                Set up <RelativeTime at={secondFactor.since} /> ·{' '}
                {secondFactor.recoveryCodesLeft === 1
                  ? '1 recovery code is left'
                  : `${secondFactor.recoveryCodesLeft} recovery codes are left`}
              </p>
            </div>
            <Button size="small" onClick={() => setOpen('renew')}>
              New recovery codes
            </Button>
            <Button size="small" look="danger" onClick={() => setOpen('remove')}>
              Switch off
            </Button>
          </>
        )}
      </Card>
      {open === 'enrol' && <EnrolDialog hasPassword={hasPassword} onEnrolled={setCodes} onClose={close} />}
      {open === 'renew' && (
        <PasswordDialog
          title="New recovery codes"
          hasPassword={hasPassword}
          confirmLabel="Make new codes"
          onConfirm={async (password) => setCodes((await renewRecoveryCodes(password)).recoveryCodes)}
          onDone={close}
          onClose={close}
        >
          The codes that you have now no longer work then.
        </PasswordDialog>
      )}
      {open === 'remove' && (
        <PasswordDialog
          title="Switch off the codes?"
          hasPassword={hasPassword}
          confirmLabel="Switch off"
          look="danger-solid"
          onConfirm={removeSecondFactor}
          onDone={() => {
            close()
            toast.good('No code is asked for any more')
          }}
          onClose={close}
        >
          From then on your password alone lets you in. The recovery codes are removed, too.
        </PasswordDialog>
      )}
      {codes !== undefined && <RecoveryCodesDialog codes={codes} onClose={() => setCodes(undefined)} />}
    </Section>
  )
}
