import { afterAll, beforeAll, vi } from 'vitest'
import { startShard, type TestShard } from '../../../../../test/harness/shard.ts'
import { describeMailSpool } from '../../platform/mail-spool.suite.ts'
import { describeSiteHost, randomSecrets, type SiteHostUnderTest } from '../../platform/site-host.suite.ts'
import { describeSiteMoves } from '../../platform/site-move.suite.ts'
import { describeSitePhp } from '../../platform/site-php.suite.ts'
import { bootFrontPage } from './front-page.ts'

/** Real servers start within seconds; on a machine busy with other tests it may take far longer. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

/** One shard for all: a test takes a slot of its own. */
let shard: TestShard
let mailing: ReturnType<typeof siteThatMails> | undefined

beforeAll(async () => {
  shard = await startShard(40)
}, 120_000)

afterAll(async () => {
  await shard?.[Symbol.asyncDispose]()
}, 60_000)

const opened = (): SiteHostUnderTest => ({
  host: shard.siteHost,
  freshPlace: shard.freshPlace,
  visit: (place, path, options) => bootFrontPage(shard.layout, place, { path, ...options }),
})
describeSiteHost('local', { runsWordPress: true }, opened)
describeSiteMoves('local', opened)
describeSitePhp('local', { runsWordPress: true }, opened)

describeMailSpool('local', () => {
  mailing ??= siteThatMails()
  return mailing
})

async function siteThatMails() {
  const signal = AbortSignal.timeout(60_000)
  const place = shard.freshPlace()
  await shard.siteHost.prepare(place, randomSecrets(), signal)
  await shard.siteHost.claim(
    place,
    { siteId: 'site_mail', title: 'Mail', adminEmail: 'anna@example.com', url: 'http://localhost:8080' },
    signal,
  )
  return {
    spool: shard.mailSpool,
    place,
    async send(mail: { to: string; subject: string; text: string }) {
      let output = ''
      const values = [mail.to, mail.subject, mail.text].map((value) => JSON.stringify(value)).join(', ')
      await shard.siteHost.wp(place, {
        args: ['eval', `echo wp_mail(${values}) ? "sent" : "failed";`],
        signal: AbortSignal.timeout(30_000),
        onOutput: (_, text) => {
          output += text
        },
      })
      return output.endsWith('sent')
    },
  }
}
