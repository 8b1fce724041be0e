import type { Me } from '@aipress/contract/accounts.ts'
import { useRouter } from '@tanstack/react-router'
import { LogOut, UserRound } from 'lucide-react'
import { signOut, useMe } from '../sign-in/session.ts'
import { Button } from '../ui/button.tsx'
import { Empty } from '../ui/empty.tsx'
import { Page } from '../ui/page.tsx'
import { SessionsSection } from './sessions-section.tsx'
import { WaysSections } from './ways-sections.tsx'

/** How one signs in, and where one is signed in. */
export function AccountPage() {
  const router = useRouter()
  const me = useMe()
  return (
    <Page
      title="Your account"
      description={me.displayName}
      actions={
        <Button
          icon={<LogOut size={16} aria-hidden />}
          onClick={() => void signOut(() => router.navigate({ to: '/sign-in' }))}
        >
          Sign out
        </Button>
      }
    >
      <div className="max-w-2xl">
        <Ways me={me} />
      </div>
    </Page>
  )
}

function Ways({ me }: { me: Me }) {
  const icon = <UserRound size={19} aria-hidden />
  if (me.person === undefined) {
    return (
      <Empty icon={icon} title="Nobody in particular">
        You are here without having signed in as a person.
      </Empty>
    )
  }
  if (me.actingBy !== undefined) {
    return (
      <Empty icon={icon} title={`How ${me.person.email} signs in is theirs alone`}>
        Stop acting as them to see how you sign in yourself.
      </Empty>
    )
  }
  return (
    <>
      <WaysSections email={me.person.email} />
      <SessionsSection />
    </>
  )
}
