import { createHmac, randomBytes } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { AipressError } from '@aipress/contract'
import { execa } from 'execa'
import type { RowDataPacket } from 'mysql2/promise'
import type { Place } from '../../platform/place.ts'
import { bootFrontPage } from './front-page.ts'
import { ROOT_ONLY, replaceFile } from './owned-files.ts'
import { OWN_SLOT } from './php-fpm.ts'
import { siteConfiguration, UNCLAIMED_URL, writeSiteConfiguration } from './site-configuration.ts'
import { type DatabaseDeps, ensureDatabaseUser, removeDatabase } from './site-database.ts'
import { ensureSlotFolders, ensureStandardRelease, removeSlotFiles } from './slot-files.ts'
import { readWpCli } from './wp-cli.ts'

/** Another process that makes it at this moment needs seconds. */
const LOCK_WAIT_SECONDS = 60

/**
 * The database of a fresh WordPress, made once per version by WordPress' own installer, in the shard's
 * own slot; the slots of sites are filled with a copy of it. Safe to repeat and to kill.
 */
export async function ensureGoldenDatabase(
  deps: DatabaseDeps,
  shardId: string,
  wordpressVersion: string,
  signal: AbortSignal,
): Promise<void> {
  const target = deps.layout.wordpress.goldenDatabase(wordpressVersion)
  if (await exists(target)) return
  const place = { shardId, slot: OWN_SLOT }
  const lock = await lockName(deps, shardId)
  await deps.servers.withDatabase(shardId, signal, async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT GET_LOCK(?, ?) AS held', [
      lock,
      LOCK_WAIT_SECONDS,
    ])
    if (rows[0]?.held !== 1) {
      throw new AipressError('platform_unavailable', 'Another process is still installing WordPress.')
    }
    try {
      if (!(await exists(target))) await make(deps, place, wordpressVersion, signal)
    } finally {
      await connection.query('SELECT RELEASE_LOCK(?)', [lock])
    }
  })
}

/** Sites may hold locks too, by any name that they can guess: this one follows from a secret of root's. */
async function lockName({ layout }: DatabaseDeps, shardId: string): Promise<string> {
  const secret = await readFile(layout.shard(shardId).redis.password)
  return `golden-${createHmac('sha256', secret).update('golden').digest('hex').slice(0, 40)}`
}

async function make(deps: DatabaseDeps, place: Place, version: string, signal: AbortSignal): Promise<void> {
  const { layout } = deps
  const secret = () => randomBytes(24).toString('base64url')
  const secrets = {
    databasePassword: secret(),
    cachePassword: secret(),
    loginKey: secret(),
    salt: secret(),
  }
  await removeDatabase(deps, place, signal)
  await createEmptyDatabase(deps, place, signal)
  await ensureDatabaseUser(deps, place, secrets.databasePassword, signal)
  await ensureSlotFolders(layout, place)
  await ensureStandardRelease(layout, place, version)
  await writeSiteConfiguration(layout, place, await siteConfiguration(layout, place, secrets))
  await install(deps, place, version, signal)
  // A page rendered once leaves what each new site would otherwise have to compute for its first visitor.
  await bootFrontPage(layout, place)
  const dump = await dumped(deps, place, signal)
  await replaceFile(layout.wordpress.goldenDatabase(version), dump, ROOT_ONLY)
  await removeDatabase(deps, place, signal)
  await removeSlotFiles(layout, place)
}

async function createEmptyDatabase(deps: DatabaseDeps, place: Place, signal: AbortSignal): Promise<void> {
  const { database } = deps.layout.shard(place.shardId).slot(place.slot)
  await deps.servers.withDatabase(place.shardId, signal, async (connection) => {
    await connection.query(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`)
  })
}

/** The answers to the installer are all replaced when a slot is claimed, but for the pretty addresses. */
async function install(
  { layout }: DatabaseDeps,
  place: Place,
  wordpressVersion: string,
  signal: AbortSignal,
): Promise<void> {
  const commands = [
    [
      'core',
      'install',
      `--url=${UNCLAIMED_URL}`,
      '--title=Unclaimed',
      '--admin_user=owner',
      `--admin_password=${randomBytes(24).toString('base64url')}`,
      '--admin_email=owner@unclaimed.invalid',
      '--skip-email',
    ],
    ['rewrite', 'structure', '/%postname%/'],
  ]
  for (const command of commands) {
    const result = await readWpCli({ layout, place, wordpressVersion }, command, signal)
    if (result.exitCode !== 0) {
      throw new AipressError('internal_error', 'WordPress could not be installed.', {
        context: {
          command: command.slice(0, 2).join(' '),
          output: `${result.stdout}${result.stderr}`.slice(-4000),
        },
      })
    }
  }
}

async function dumped({ layout }: DatabaseDeps, place: Place, signal: AbortSignal): Promise<string> {
  const shard = layout.shard(place.shardId)
  const args = [
    '--no-defaults',
    `--socket=${shard.mariadb.socket}`,
    '--user=root',
    '--single-transaction',
    '--skip-comments',
    '--skip-add-drop-table',
    '--skip-add-locks',
    '--no-tablespaces',
    '--default-character-set=utf8mb4',
    shard.slot(place.slot).database,
  ]
  const result = await execa('mariadb-dump', args, { reject: false, cancelSignal: signal })
  signal.throwIfAborted()
  if (result.exitCode === 0) return result.stdout
  throw new AipressError('platform_unavailable', 'The fresh database could not be copied.', {
    context: { exitCode: result.exitCode ?? -1, output: result.stderr.slice(-2000) },
  })
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
