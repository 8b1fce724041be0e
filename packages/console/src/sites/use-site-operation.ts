import type { AnyAction, RawInputOf } from '@aipress/contract/action.ts'
import { listOperations } from '@aipress/contract/operations.ts'
import { listSites, type Site, type SiteOperation, showSite } from '@aipress/contract/sites.ts'
import { queryOf, refresh, useAction } from '../client/queries.ts'
import { queryClient } from '../client/query-client.ts'
import { announceOperation } from '../operations/announce-operation.ts'

interface SiteOperationOptions {
  /** What is said when it has been done, for example "Corner Bakery is suspended". */
  done: (site: Site) => string
  onStarted?: (answer: SiteOperation) => void
  onDone?: () => void
}

/**
 * Calls an action that starts an operation on a site, shows the site as it now is, and tells how the
 * operation ended, wherever in the console the person is by then.
 */
export function useSiteOperation<A extends AnyAction>(action: A, options: SiteOperationOptions) {
  return useAction(action, {
    onSuccess: (output, input: RawInputOf<A>) => {
      const answer: SiteOperation = output
      const site = 'site' in input ? String(input.site) : answer.site.name
      queryClient.setQueryData(queryOf(showSite, { site }).queryKey, answer.site)
      refresh(listSites, listOperations)
      options.onStarted?.(answer)
      void announceOperation(answer.operation, {
        done: options.done(answer.site),
        notice: answer.notice,
        onDone: options.onDone,
      })
    },
  })
}
