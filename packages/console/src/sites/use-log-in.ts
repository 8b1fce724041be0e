import { loginToSite, type Site } from '@aipress/contract/sites.ts'
import { useAction } from '../client/queries.ts'
import { toast } from '../ui/toast.tsx'

/** Opens wp-admin in a tab of its own, as a log-in that works once. To be called by a click or a key itself. */
export function useLogIn() {
  const login = useAction(loginToSite)
  const logIn = async (site: Pick<Site, 'name'>): Promise<void> => {
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
  return { logIn, isPending: login.isPending }
}
