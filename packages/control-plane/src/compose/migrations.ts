import { accountsMigrations } from '../accounts/index.ts'
import { actionsMigrations } from '../actions/index.ts'
import { assistantMigrations } from '../assistant/index.ts'
import { auditMigrations } from '../audit/index.ts'
import { bulkMigrations } from '../bulk/index.ts'
import { cronMigrations } from '../cron/index.ts'
import { directoryMigrations } from '../directory/index.ts'
import { engineMigrations } from '../engine/index.ts'
import { hostnameMigrations } from '../hostnames/index.ts'
import { type Migrations, migrate, requireSchema } from '../kernel/migrate.ts'
import { mailMigrations } from '../mail/index.ts'
import { modelMigrations } from '../models/index.ts'
import { phpErrorMigrations } from '../php-errors/index.ts'
import { programsMigrations } from '../programs/index.ts'
import { shardMigrations } from '../shards/index.ts'
import { pastWordPressMigrations, siteMigrations } from '../sites/index.ts'
import { usageMigrations } from '../usage/index.ts'
import type { Core } from './core.ts'

/** The directory, and what belongs to the whole platform: accounts, audit lines, keys, conversations. */
const FRONT: Migrations = {
  ...accountsMigrations,
  ...actionsMigrations,
  ...auditMigrations,
  ...directoryMigrations,
  ...shardMigrations,
  ...hostnameMigrations,
  ...siteMigrations,
  ...bulkMigrations,
  ...assistantMigrations,
  ...usageMigrations,
  ...modelMigrations,
  ...programsMigrations,
}

/** What a control group keeps of its own sites. */
const GROUP: Migrations = {
  ...engineMigrations,
  ...mailMigrations,
  ...phpErrorMigrations,
  ...cronMigrations,
  ...pastWordPressMigrations,
}

/**
 * Each process brings up to date what is its own. Group 1 lives in the front's database, whether it is a process
 * of its own or not, so that a platform may be divided later and loses nothing.
 */
export async function bringUpToDate(
  role: 'all' | 'front' | 'group',
  { front, group, directory }: Pick<Core, 'front' | 'group' | 'directory'>,
): Promise<void> {
  if (role === 'all') return migrate(front.database, { ...FRONT, ...GROUP })
  if (role === 'front') return migrate(front.database, FRONT, GROUP)
  await migrate(group.database, GROUP, FRONT)
  await requireSchema(directory, FRONT, GROUP)
}
