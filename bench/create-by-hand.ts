import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Layout } from '../packages/control-plane/src/drivers/local/layout.ts'
import { shardIdOf } from '../packages/control-plane/src/drivers/local/layout.ts'
import { installedWordPressVersion } from '../packages/control-plane/src/drivers/local/wordpress-files.ts'

export interface ByHand extends AsyncDisposable {
  readonly folder: string
  readonly core: string
  readonly wpCli: string
  readonly databaseSocket: string
}

const USER = 'by_hand'
const PASSWORD = 'only-for-this-bench'

/** A database user as an administrator has one; making it is not part of what is measured. */
export async function openByHand(layout: Layout): Promise<ByHand> {
  const databaseSocket = layout.shard(shardIdOf(1)).mariadb.socket
  const folder = await mkdtemp(join(tmpdir(), 'aipress-by-hand-'))
  const sql = `create or replace user ${USER}@localhost identified by '${PASSWORD}';
    grant all on \`by_hand_%\`.* to ${USER}@localhost`
  await execa('mariadb', ['--no-defaults', `--socket=${databaseSocket}`, '--execute', sql])
  return {
    folder,
    core: layout.wordpress.core(await installedWordPressVersion(layout)),
    wpCli: layout.wpCli,
    databaseSocket,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The commands of WP-CLI's own handbook, one after another. */
export async function createByHand(hand: ByHand, number: number): Promise<void> {
  const path = join(hand.folder, String(number))
  await cp(hand.core, path, { recursive: true })
  const wp = (...args: string[]) =>
    execa('php8.2', [hand.wpCli, `--path=${path}`, '--allow-root', ...args], { cwd: path })
  const database = [`--dbname=by_hand_${number}`, `--dbuser=${USER}`, `--dbpass=${PASSWORD}`]
  await wp('config', 'create', ...database, `--dbhost=localhost:${hand.databaseSocket}`, '--skip-check')
  await wp('db', 'create')
  const url = `--url=http://by-hand-${number}.localhost`
  await wp(
    'core',
    'install',
    url,
    `--title=By hand ${number}`,
    '--admin_user=admin',
    '--admin_email=a@example.com',
    '--skip-email',
  )
}
