import { loginToSite, type Site } from '@aipress/contract/sites.ts'
import { KeyRound } from 'lucide-react'
import { useAction } from '../client/queries.ts'
import { useMe } from '../sign-in/session.ts'
import { Button, type ButtonLook } from '../ui/button.tsx'
import { toast } from '../ui/toast.tsx'
import { reasonOf, siteCan } from './site-can.ts'

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
  const login = useAction(loginToSite)
  const open = async () => {
    // The tab must be opened by the click itself, or the browser takes it for an advertisement.
    const tab = window.open('about:blank', '_blank')
    try {
      const { url } = await login.mutateAsync({ site: site.name })
      if (tab === null) {
        toast.bad('The browser did not allow a new tab.', 'Allow pop-ups for this address and try again.')
        return
      }
      tab.opener = null
      tab.location.replace(url)
    } catch (error) {
      tab?.close()
      toast.error(error)
    }
  }
  return (
    <Button
      look={look}
      size={size}
      icon={<KeyRound size={15} aria-hidden />}
      busy={login.isPending}
      disabledReason={reasonOf(siteCan.logIn(site, useMe()))}
      onClick={() => void open()}
      aria-label={`${label}: ${site.title}`}
    >
      {label}
    </Button>
  )
}
