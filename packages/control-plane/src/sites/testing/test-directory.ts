import { newId } from '@aipress/contract'
import { startPostgres } from '../../../../../test/harness/postgres.ts'
import { directoryMigrations } from '../../directory/index.ts'
import { type CheckedStatements, checkedStatements } from '../../directory/testing/spanner-dialect.ts'
import { hostnameMigrations } from '../../hostnames/index.ts'
import { type Database, openDatabase, transact } from '../../kernel/database.ts'
import { type Migrations, migrate } from '../../kernel/migrate.ts'
import { createSeal } from '../../kernel/seal.ts'
import { createShardStore, type ShardStore, shardMigrations } from '../../shards/index.ts'
import { insertSite, type NewSite } from '../site-store.ts'
import { siteMigrations } from '../site-tables.ts'

/** A directory in a PostgreSQL of the test's own. Its statements are held against Spanner's dialect. */
export interface TestDirectory extends AsyncDisposable {
  readonly directory: Database
  readonly statements: CheckedStatements
  /** The shards of a control group. */
  shardsOf(controlGroup: number): ShardStore
  /** Records a running site of this name. */
  insert(name: string, more?: Partial<NewSite>): Promise<NewSite>
}

/** `more`: tables of later nouns. */
export async function openTestDirectory(more: Migrations = {}): Promise<TestDirectory> {
  const statements = checkedStatements()
  const disposables = new AsyncDisposableStack()
  try {
    const postgres = disposables.use(await startPostgres())
    const options = { bigintAsNumber: true, onStatement: statements.onStatement }
    const { database: directory } = disposables.use(openDatabase(await postgres.createDatabase(), options))
    await migrate(directory, {
      ...directoryMigrations,
      ...shardMigrations,
      ...hostnameMigrations,
      ...siteMigrations,
      ...more,
    })
    const seal = createSeal(Buffer.alloc(32, 7))
    return {
      directory,
      statements,
      shardsOf: (controlGroup) =>
        createShardStore({
          directory,
          seal,
          controlGroup,
          idOf: (number) => `shard-${number}`,
          numbersMax: 100,
        }),
      async insert(name, more = {}) {
        const site = { ...siteNamed(name), ...more }
        await transact(directory, (tx) => insertSite(tx, site))
        return site
      },
      [Symbol.asyncDispose]: () => disposables.disposeAsync(),
    }
  } catch (error) {
    await disposables.disposeAsync()
    throw error
  }
}

const siteNamed = (name: string): NewSite => ({
  siteId: newId('site'),
  accountId: 'acc_a',
  name,
  title: name,
  tier: 'bronze',
  state: 'running',
  place: { shardId: 'shard-1', slot: 1 },
  controlGroup: 1,
  region: 'local',
  adminEmail: 'a@example.com',
  toldUrl: undefined,
  wordpressVersion: '7',
  phpVersion: '8',
})
