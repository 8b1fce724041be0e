import { AipressError, type InputOf, purgeCache } from '@aipress/contract'
import { type Handler, handle } from '../actions/handler.ts'
import { hostnamesOf } from '../hostnames/index.ts'
import type { PurgedPart } from '../platform/edge.ts'
import { purgeCacheWorkflow } from './purge-cache.workflow.ts'
import { requireState, type SiteRecord } from './site.ts'
import { answeredBefore, requestFor, type SiteOperationDeps } from './site-operations.ts'

const WHAT = { pages: 'the kept pages', objects: 'the cached objects', all: 'what is cached' }

/** It has a queue of its own: nothing that is at work on the site has to end first, nor waits for it. */
export function purgeCacheHandler(deps: SiteOperationDeps): Handler {
  const { engine, finder } = deps
  return handle(purgeCache, async ({ site: text, only, url, tag }, { caller, touch, idOf }) => {
    const operationId = idOf('operation')
    const earlier = await answeredBefore(deps, operationId)
    if (earlier !== undefined) return earlier
    const site = await finder.find(text, caller)
    touch({ siteId: site.siteId, accountId: site.accountId })
    requireState(site, ['running', 'suspended'])
    const part = await partOf(deps, site, { only, url, tag })
    const operation = await engine.transaction((tx) =>
      engine.start(
        tx,
        purgeCacheWorkflow,
        { siteId: site.siteId, only, part },
        {
          ...requestFor(site, caller),
          lane: `cache of ${site.siteId}`,
          operationId,
          action: purgeCache.name,
          title: `Forget ${titleOf(part) ?? WHAT[only ?? 'all']} of ${site.title}`,
        },
      ),
    )
    touch({ operationId: operation.operationId })
    return { site: await finder.describeOne(site), operation }
  })
}

function titleOf(part: PurgedPart | undefined): string | undefined {
  if (part === undefined) return undefined
  return 'path' in part ? `the kept page ${part.path}` : `the kept pages tagged ${part.tag}`
}

type Asked = Pick<InputOf<typeof purgeCache>, 'only' | 'url' | 'tag'>

/** Throws `invalid_input` where that is not one part of this site's pages. */
async function partOf(deps: SiteOperationDeps, site: SiteRecord, { only, url, tag }: Asked) {
  if (url === undefined && tag === undefined) return undefined
  if (only === 'objects' || (url !== undefined && tag !== undefined)) {
    throw new AipressError('invalid_input', 'Pages are forgotten by one address or by one tag at a time.', {
      hint: 'Leave the others out.',
    })
  }
  if (url === undefined) return { tag: tag ?? '' }
  const parsed = URL.parse(url, 'http://site.invalid')
  const path = parsed === null ? undefined : decoded(parsed.pathname)
  if (parsed === null || path === undefined) {
    throw new AipressError('invalid_input', `"${url}" is no address of a page.`, {
      hint: 'Write it like /about/ or with the hostname before it.',
    })
  }
  const hostnames = await hostnamesOf(deps.services.directory, [site.siteId])
  const isOwn =
    parsed.hostname === 'site.invalid' || hostnames.some((row) => row.hostname === parsed.hostname)
  if (isOwn) return { path }
  throw new AipressError('invalid_input', `${parsed.hostname} is not a hostname of ${site.title}.`, {
    hint: `Its hostnames: aipress site show ${site.name}`,
  })
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
