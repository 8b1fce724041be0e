import { newId } from '@aipress/contract'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import type { MailSpool, SpooledMail } from '../platform/mail-spool.ts'
import type { ShardStore } from '../shards/index.ts'
import { readMailHeader } from './mail-header.ts'
import { insertMail } from './mail-store.ts'

export interface SiteNames {
  /** The site's name and account; undefined where it is gone. */
  nameOf(siteId: string): Promise<{ name: string; accountId: string } | undefined>
}

interface Deps {
  database: Database
  spool: MailSpool
  shards: ShardStore
  sites: SiteNames
  /** With a relay mail waits to be delivered; without one it stays here. */
  relayed: boolean
}

/**
 * Brings in what sites have left in the spool. Mail is removed from there only once it is stored here, and
 * mail that cannot be stored must not keep that of other sites waiting behind it.
 */
export function createMailCollector({ database, spool, shards, sites, relayed }: Deps): Reconciler {
  async function store(mail: SpooledMail): Promise<string | undefined> {
    const siteId = await shards.siteAt(mail)
    const site = siteId === undefined ? undefined : await sites.nameOf(siteId)
    if (siteId === undefined || site === undefined) return undefined
    const { from, to, subject, problem } = readMailHeader(mail.raw)
    await insertMail(database, {
      mailId: newId('mail'),
      spoolId: `${mail.shardId}/${mail.slot}/${mail.spoolId}`,
      siteId,
      siteName: site.name,
      accountId: site.accountId,
      from,
      to,
      subject,
      problem,
      sentAt: mail.receivedAt,
      sizeBytes: mail.raw.byteLength,
      delivery: relayed ? 'waiting' : 'captured',
      raw: mail.raw,
    })
    return `mail of ${site.name}`
  }

  /** Mail that never can be stored goes, so that it does not come again each turn. */
  async function storeOrDrop(mail: SpooledMail): Promise<string | undefined> {
    try {
      return await store(mail)
    } catch (error) {
      if (!isUnstorable(error)) throw error
      return `dropped ${mail.spoolId}, which the database cannot hold: ${error.message}`
    }
  }

  return {
    name: 'collect-mail',
    everySeconds: 5,
    async run(signal) {
      const changes: string[] = []
      const failures: unknown[] = []
      for (const mail of await spool.collect(signal, (what) => changes.push(what))) {
        try {
          const change = await storeOrDrop(mail)
          if (change !== undefined) changes.push(change)
          await spool.remove(mail, signal)
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length === 0) return changes
      const done = changes.length === 0 ? '' : ` Done: ${changes.join('; ')}.`
      throw new AggregateError(failures, `${failures.length} mails were not stored.${done}`, {
        cause: failures[0],
      })
    },
  }
}

/** PostgreSQL refuses what it holds (classes 22, data exception, and 54, program limit exceeded): it always will. */
const isUnstorable = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && /^(22|54)...$/.test(String(error.code))
