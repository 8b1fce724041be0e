import { AipressError } from '@aipress/contract'
import { type Calls, createCalls } from './calls.ts'
import { type Chance, createChance } from './chance.ts'
import { createFaults, type Faults, PARTS, type PartName } from './faults.ts'
import { createFigureBook, type Figures } from './figures.ts'
import { createQuotas, type Quotas } from './quotas.ts'
import { createKnownShards, type KnownShards } from './shards.ts'
import { openWorldDatabase, type WorldDatabase } from './world-database.ts'
import { settingsOf, type WorldOptions, type WorldSettings } from './world-options.ts'

/** What whoever runs an experiment may do to the world and ask of it. Heard by all processes within 50 ms. */
export interface SimulatedWorld extends Disposable {
  failRegion(region: string, reason?: string): void
  restoreRegion(region: string): void
  /** Fails a part, or all of the shard, until it is healed. */
  failShard(shardId: string, part?: PartName, reason?: string): void
  /** Ends what `failShard` began with the same arguments; without a part, all of it. */
  healShard(shardId: string, part?: PartName): void
  /** As an accident would: the part comes back by itself within seconds of the world. */
  crashPart(shardId: string, part: PartName): void
  figures(): Figures
  /** For the drivers of this folder. */
  readonly inner: WorldParts
}

export interface WorldParts {
  readonly settings: WorldSettings
  readonly database: WorldDatabase
  readonly chance: Chance
  readonly calls: Calls
  readonly quotas: Quotas
  readonly faults: Faults
  readonly shards: KnownShards
}

/** Opens the world of this folder, which is made where there is none. Any number of processes may have it open. */
export function createSimulatedWorld(options: WorldOptions): SimulatedWorld {
  const settings = settingsOf(options)
  const database = openWorldDatabase(options.folder)
  keepToSeed(database, settings.seed)
  const figures = createFigureBook(database)
  const chance = createChance(settings)
  const faults = createFaults(database, settings)
  const shards = createKnownShards(database, settings.clock)
  const calls = createCalls(settings, chance, figures)
  const quotas = createQuotas(database, settings, figures)
  const subjectOf = (shardId: string, part: PartName | undefined) =>
    part === undefined ? shardId : `${shardId}/${part}`
  return {
    failRegion: (region, reason = `The region ${region} is down.`) => faults.fail(region, reason),
    restoreRegion: (region) => faults.heal(region),
    failShard: (shardId, part, reason = 'It does not answer.') =>
      faults.fail(subjectOf(shardId, part), reason),
    healShard(shardId, part) {
      faults.heal(subjectOf(shardId, part))
      if (part === undefined) for (const each of PARTS) faults.heal(subjectOf(shardId, each))
    },
    crashPart: (shardId, part) => faults.crash(shardId, part),
    figures: () => figures.read(),
    inner: { settings, database, chance, calls, quotas, faults, shards },
    [Symbol.dispose]() {
      figures[Symbol.dispose]()
      database[Symbol.dispose]()
    },
  }
}

/** Slow shards and latencies would otherwise change under a run that goes on. */
function keepToSeed(database: WorldDatabase, seed: number): void {
  database.run(`INSERT OR IGNORE INTO facts VALUES ('seed', ?)`, String(seed))
  const made = database.get(`SELECT value FROM facts WHERE name = 'seed'`)?.value
  if (made === String(seed)) return
  throw new AipressError(
    'internal_error',
    `This simulated world was made with the seed ${made}, not ${seed}.`,
  )
}
