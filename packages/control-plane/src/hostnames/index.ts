export { leadsHere } from './dns-check.ts'
export {
  claimFreeHostnames,
  claimHostname,
  findHostname,
  heldHostnames,
  hostnameMigrations,
  hostnamesOf,
  releaseHeld,
  removeHostnames,
  type SiteHostnameRow,
  setHostnames,
} from './hostname-store.ts'
