export { addressHandlers } from './address-actions.ts'
export { createAddressesReconciler } from './addresses.reconciler.ts'
export { changeAddressWorkflow } from './change-address.workflow.ts'
export { changePhpWorkflow } from './change-php.workflow.ts'
export { changeTierWorkflow } from './change-tier.workflow.ts'
export { createSiteWorkflow } from './create-site.workflow.ts'
export { createDeletedSitesReconciler } from './deleted-sites.reconciler.ts'
export { createDepartedSlotsReconciler } from './departed-slots.reconciler.ts'
export { createGoldHomes } from './gold-homes.reconciler.ts'
export { createHeldHostnamesReconciler } from './held-hostnames.reconciler.ts'
export { createHeldSitesReconciler } from './held-sites.reconciler.ts'
export { labelHandlers } from './label-actions.ts'
export { moveHandlers } from './move-actions.ts'
export { moveSiteWorkflow } from './move-site.workflow.ts'
export { giveOwnServersWorkflow, leaveOwnServersWorkflow } from './own-servers.workflow.ts'
export { createPastWordPressReconciler } from './past-wordpress.reconciler.ts'
export { createPastWordPress, type PastWordPress, pastWordPressMigrations } from './past-wordpress.ts'
export {
  purgeCacheWorkflow,
  purgeObjectsWorkflow,
  purgePagesWorkflow,
  purgePageWorkflow,
  purgeTagWorkflow,
} from './purge-cache.workflow.ts'
export { purgeSiteWorkflow } from './purge-site.workflow.ts'
export { createRoutesReconciler } from './routes.reconciler.ts'
export { setSiteStateWorkflow } from './set-site-state.workflow.ts'
export { requireState, type SiteRecord } from './site.ts'
export { siteHandlers } from './site-actions.ts'
export { openSiteBatches, type SiteBatches } from './site-batches.ts'
export { filterOf } from './site-filter.ts'
export {
  type AccountNames,
  createSiteFinder,
  type SiteFinder,
  type SiteLimits,
  type SitesAtWork,
  workOf,
} from './site-finder.ts'
export { labelsOf } from './site-labels.ts'
export { listSiteRecords, type SiteFilter } from './site-list.ts'
export { type SiteOwners, siteOperationHandlers } from './site-operations.ts'
export { type SitePlace, sitePlaces, sitesAt } from './site-places.ts'
export type { SiteServices } from './site-services.ts'
export { countSites, countSitesByAccount, findSite, findSites, sitesOfGroup } from './site-store.ts'
export { siteMigrations } from './site-tables.ts'
export { siteViewHandlers } from './site-views.ts'
export { createSlotRepair } from './slot-repair.reconciler.ts'
export { loadSnapshotSites } from './snapshot-source.ts'
export { tokenSites } from './token-sites.ts'
