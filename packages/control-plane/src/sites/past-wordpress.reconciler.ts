import type { Reconciler } from '../kernel/reconciler.ts'
import type { PastWordPress } from './past-wordpress.ts'

/** Sees to it that nobody is shown what was before a command of WP-CLI whose caller did not live to see its end. */
export function createPastWordPressReconciler(past: PastWordPress): Reconciler {
  return {
    name: 'past-wordpress',
    everySeconds: 20,
    async run(signal) {
      const siteIds = await past.mend(signal)
      return siteIds.map((siteId) => `forgot what was cached of ${siteId}, which a command may have changed`)
    },
  }
}
