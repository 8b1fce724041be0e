import { expect, test } from 'vitest'
import { startPostgres } from '../../../../test/harness/postgres.ts'
import { openDatabase } from '../kernel/database.ts'
import { countErrors } from './php-error.ts'
import { phpErrorMigrations, recordLog } from './php-error-store.ts'
import { phpErrorsOfSites } from './php-error-totals.ts'

test('of what pages wait for, errors of WP-CLI itself are no part', async () => {
  await using postgres = await startPostgres()
  await using pool = openDatabase(await postgres.createDatabase(phpErrorMigrations))
  const { database } = pool
  const errors = countErrors(
    [
      '[30-Nov-2026 09:40:01 UTC] PHP Warning:  Undefined variable $x in phar:///srv/wordpress/wp-cli.phar/vendor/wp-cli/Runner.php on line 12',
      "[30-Nov-2026 09:40:02 UTC] PHP Fatal error:  Uncaught Error: no in phar:///srv/wordpress/wp-cli.phar/vendor/Eval_Command.php(36) : eval()'d code:1",
      '[30-Nov-2026 09:40:03 UTC] PHP Warning:  Undefined variable $y in /srv/wp-content/plugins/shop/cart.php on line 12',
    ],
    10,
  )
  const site = {
    siteId: 'site_1',
    accountId: 'acc_1',
    siteName: 'bakery',
    place: 'shard-001/1',
    position: '0',
  }
  await database.transaction().execute((tx) => recordLog(tx, { ...site, errors }))
  const query = { from: new Date('2026-11-30'), to: new Date('2026-12-01'), limit: 2 }
  expect(await phpErrorsOfSites(database, query)).toMatchObject([{ kinds: 3, fatalKinds: 1 }])
  expect(await phpErrorsOfSites(database, { ...query, ofPagesOnly: true })).toMatchObject([
    { kinds: 1, fatalKinds: 0 },
  ])
})
