import { useSiteOfRoute } from '../sites/use-site-of-route.ts'
import { OperationPages } from './operations-page.tsx'

export function SiteOperations() {
  const site = useSiteOfRoute().data
  return site === undefined ? null : <OperationPages site={site.siteId} />
}
