import { createHash } from 'node:crypto'
import { AipressError } from '@aipress/contract'

/**
 * The placement rule of AIPress's first design, bit for bit as its Python had it: for reading installations
 * that used it, and for telling where their tenants are. It places nothing here, as it fills some shards over
 * their cap and moves nearly every tenant when a shard is added (docs/placement.md).
 *
 * What must never happen: an answer that Python would not have given. Where Python raised, this refuses.
 */
export function getShardForTenant(tenantId: string, numShards: number): string {
  requirePositive('The number of shards', numShards)
  // Python cannot encode half of a surrogate pair; Node would silently hash U+FFFD in its place.
  if (!tenantId.isWellFormed()) {
    throw invalid('This tenant id holds half of a UTF-16 surrogate pair, which has no UTF-8 form.', {
      hint: 'Read the tenant ids again as UTF-8 from the installation that is imported.',
    })
  }
  const firstEightHexDigits = createHash('sha256').update(tenantId, 'utf8').digest().readUInt32BE(0)
  const shardNumber = (firstEightHexDigits % numShards) + 1
  return `aipress-shard-${String(shardNumber).padStart(3, '0')}`
}

/** `SHARDS_PER_CP` of the first design. */
const SHARDS_PER_CONTROL_PLANE = 100

/** Python floors where BigInt cuts off; the two differ for shard 0 alone, which belongs to group 0. */
export function getControlPlaneForShard(
  shardId: string,
  shardsPerControlPlane = SHARDS_PER_CONTROL_PLANE,
): string {
  requirePositive('The number of shards per control plane', shardsPerControlPlane)
  const shardNumber = numberOf(shardId)
  const group = shardNumber === 0n ? 0n : (shardNumber - 1n) / BigInt(shardsPerControlPlane) + 1n
  return `control-plane-${group}`
}

/**
 * What Python's `int()` takes: spaces around, a plus sign, leading zeros, single underscores between digits.
 * It takes digits and spaces of other scripts as well; no shard was ever named so, and they are refused.
 */
const PYTHON_INTEGER = /^[ \t\n\r\f\v]*\+?(\d+(?:_\d+)*)[ \t\n\r\f\v]*$/
/** Python's own limit of `int()`. */
const DIGITS_MAX = 4_300

function numberOf(shardId: string): bigint {
  const lastPart = shardId.slice(shardId.lastIndexOf('-') + 1)
  const digits = PYTHON_INTEGER.exec(lastPart)?.[1]?.replaceAll('_', '')
  if (digits === undefined || digits.length > DIGITS_MAX) {
    throw invalid('This shard id does not end in a number.', {
      hint: 'Give an id such as aipress-shard-001.',
      context: { shardId: shardId.slice(0, 100) },
    })
  }
  return BigInt(digits)
}

/** What an AIPress shard holds at most; an imported one may hold more, and has to give some away. */
const SITES_MAX = 50

export interface ImportPlan {
  /** Where the first design's rule has each tenant, in the order given. */
  readonly shardOf: ReadonlyMap<string, string>
  /** Shards with more tenants than they may hold, by number. */
  readonly overflows: readonly ShardOverflow[]
  /** Tenants that have to go to another shard than the rule's. */
  readonly tenantsOver: number
}

export interface ShardOverflow {
  readonly shardId: string
  readonly tenantIds: readonly string[]
  readonly tenantsOver: number
}

/** Where the tenants of an installation that used the rule are expected, and which shards hold too many. */
export function planImport(
  tenantIds: readonly string[],
  numShards: number,
  sitesMax: number = SITES_MAX,
): ImportPlan {
  requirePositive('The number of sites that a shard may hold', sitesMax)
  const shardOf = new Map<string, string>()
  for (const tenantId of tenantIds) {
    if (shardOf.has(tenantId)) throw namedTwice(tenantId)
    shardOf.set(tenantId, getShardForTenant(tenantId, numShards))
  }
  const overflows = [...Map.groupBy(shardOf, ([, shardId]) => shardId)]
    .filter(([, tenants]) => tenants.length > sitesMax)
    .map(([shardId, tenants]) => ({
      shardId,
      tenantIds: tenants.map(([tenantId]) => tenantId),
      tenantsOver: tenants.length - sitesMax,
    }))
    .sort((a, b) => Number(numberOf(a.shardId) - numberOf(b.shardId)))
  return { shardOf, overflows, tenantsOver: overflows.reduce((sum, shard) => sum + shard.tenantsOver, 0) }
}

function namedTwice(tenantId: string): AipressError {
  return invalid('A tenant is named twice.', {
    hint: 'Name each tenant of the installation once.',
    context: { tenantId: tenantId.slice(0, 100) },
  })
}

function requirePositive(what: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return
  throw invalid(`${what} must be a whole number of at least 1, not ${value}.`, {
    hint: 'Look it up in the settings of the installation that is imported.',
  })
}

function invalid(message: string, details: { hint: string; context?: Record<string, string> }): AipressError {
  return new AipressError('invalid_input', message, details)
}
