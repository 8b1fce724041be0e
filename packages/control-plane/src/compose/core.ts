import { type AccountMemory, createAccountMemory } from '../accounts/index.ts'
import type { Config } from '../config.ts'
import { type DirectorySnapshot, openSnapshot, POLL_SELDOM_MS } from '../directory/index.ts'
import { layoutOf } from '../drivers/local/layout.ts'
import { type Database, type DatabasePool, isConnectionLoss, openDatabase } from '../kernel/database.ts'
import { deriveKey, ensureMasterKey } from '../kernel/keys.ts'
import type { Log } from '../kernel/log.ts'
import { OlderSchemaError } from '../kernel/migrate.ts'
import { retry } from '../kernel/retry.ts'
import { createSeal, type Seal } from '../kernel/seal.ts'
import { loadSnapshotSites } from '../sites/index.ts'
import { bringUpToDate } from './migrations.ts'

/** What every process of the control plane has, whatever its role. */
export interface Core {
  readonly config: Config
  readonly log: Log
  readonly version: string
  readonly disposables: AsyncDisposableStack
  readonly masterKey: Buffer
  readonly seal: Seal
  /**
   * Accounts, audit lines, idempotency keys, conversations. A control group only reads the accounts: names and
   * addresses that its sites are described and made with.
   */
  readonly front: DatabasePool
  /** Operations and mail of this process' control group. Of a front it is nobody's. */
  readonly group: DatabasePool
  readonly accounts: AccountMemory
  readonly directory: Database
  readonly snapshot: DirectorySnapshot
}

/** PostgreSQL, or the front, may be starting at the same moment; half a minute is enough to recover from a crash. */
const START_LIMITS = { attempts: 15, firstDelayMs: 100, delayMsMax: 3_000 }

export async function openCore(
  config: Config,
  log: Log,
  version: string,
  disposables: AsyncDisposableStack,
): Promise<Core> {
  const { run } = layoutOf(config.home).postgres
  return openCoreOver(
    { config, log, version, disposables },
    (name) => `postgresql://aipress@/${name}?host=${run}`,
  )
}

/** `urlOf`: where the databases are, by name. */
export async function openCoreOver(
  { config, log, version, disposables }: Pick<Core, 'config' | 'log' | 'version' | 'disposables'>,
  urlOf: (name: string) => string,
): Promise<Core> {
  const layout = layoutOf(config.home)
  const masterKey = await ensureMasterKey(layout.sealKey)
  const groupName = layout.postgres.databaseOf(config.controlGroup)
  const front = disposables.use(openDatabase(urlOf('aipress')))
  const group = config.role === 'all' ? front : disposables.use(openDatabase(urlOf(groupName)))
  // Connections of its own: whoever holds one of the engine's may wait for one of these, never the reverse.
  const { database: directory } = disposables.use(openDatabase(urlOf('aipress'), { bigintAsNumber: true }))
  await retry(
    () => bringUpToDate(config.role, { front, group, directory }),
    (error) => {
      log.warn({ err: error }, 'the database is not ready yet')
      return isConnectionLoss(error) || error instanceof OlderSchemaError
    },
    START_LIMITS,
  )
  const load = (siteIds: readonly string[] | undefined, afterId: string) =>
    loadSnapshotSites(directory, siteIds, afterId)
  // A group's reconcilers read the changes before each of their turns.
  const pollMs = config.role === 'group' ? { pollMs: POLL_SELDOM_MS } : {}
  const snapshot = disposables.use(await openSnapshot({ directory, log, load, ...pollMs }))
  const seal = createSeal(deriveKey(masterKey, 'secrets'))
  const accounts = createAccountMemory(front.database, `admin@aipress.${config.domain}`)
  return { config, log, version, disposables, masterKey, seal, front, group, accounts, directory, snapshot }
}
