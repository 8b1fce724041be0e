import type { Operation, OperationState, Site, SiteOperation } from '@aipress/contract'

/** A site and an operation that the contract accepts, for answers in tests. */
export function sampleSite(changes: Partial<Site> = {}): Site {
  return {
    siteId: 'site_0123456789abcde',
    name: 'corner-bakery',
    title: 'Corner Bakery',
    accountId: 'acc_0123456789abcde',
    accountName: 'Platform',
    state: 'running',
    tier: 'bronze',
    url: 'http://corner-bakery.localhost:8080',
    hostnames: [],
    shardId: 'shard-001',
    region: 'local',
    health: 'healthy',
    labels: [],
    pinned: false,
    wordpressVersion: '7.1.1',
    phpVersion: '8.2',
    costUsdPerMonth: 2,
    createdAt: new Date().toISOString(),
    ...changes,
  }
}

export function sampleOperation(state: OperationState, changes: Partial<Operation> = {}): Operation {
  const isOver = state === 'succeeded' || state === 'undone' || state === 'failed'
  const now = new Date().toISOString()
  return {
    operationId: 'op_0123456789abcde',
    action: 'sites.create',
    title: 'Create Corner Bakery',
    state,
    siteId: 'site_0123456789abcde',
    siteName: 'corner-bakery',
    steps: [
      { name: 'claim-slot', title: 'Claim a prepared slot', state: 'done', startedAt: now, finishedAt: now },
      {
        name: 'publish-route',
        title: 'Publish the address',
        state: state === 'succeeded' ? 'done' : isOver ? 'failed' : 'running',
        startedAt: now,
      },
    ],
    requestedBy: 'this machine',
    recoveries: 0,
    createdAt: now,
    ...changes,
  }
}

export function started(changes: Partial<Site> = {}): SiteOperation {
  return { site: sampleSite({ state: 'creating', ...changes }), operation: sampleOperation('running') }
}
