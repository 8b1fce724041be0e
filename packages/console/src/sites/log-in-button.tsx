import type { Site } from '@aipress/contract/sites.ts'
import { KeyRound } from 'lucide-react'
import { useMe } from '../sign-in/session.ts'
import { Button, type ButtonLook } from '../ui/button.tsx'
import { reasonOf, siteCan } from './site-can.ts'
import { useLogIn } from './use-log-in.ts'

interface LogInButtonProps {
  site: Site
  look?: ButtonLook
  size?: 'small' | 'medium'
  label?: string
}

export function LogInButton({
  site,
  look = 'primary',
  size = 'medium',
  label = 'Log in to wp-admin',
}: LogInButtonProps) {
  const { logIn, isPending } = useLogIn()
  return (
    <Button
      look={look}
      size={size}
      icon={<KeyRound size={15} aria-hidden />}
      busy={isPending}
      disabledReason={reasonOf(siteCan.logIn(site, useMe()))}
      onClick={() => void logIn(site)}
      aria-label={`${label}: ${site.title}`}
    >
      {/* Beside other buttons a phone has no room for more. */}
      <span className="max-sm:hidden">{label}</span>
      <span className="sm:hidden">Log in</span>
    </Button>
  )
}
