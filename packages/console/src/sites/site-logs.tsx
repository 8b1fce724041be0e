import { LogViewer } from './log-viewer.tsx'
import { useSiteOfRoute } from './use-site-of-route.ts'

export function SiteLogs() {
  const site = useSiteOfRoute().data
  if (site === undefined) return null
  return <LogViewer site={site.siteId} className="h-[min(60dvh,36rem)]" />
}
