import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { mailToDeliver, postponeMail, readSource, recordDelivery, type WaitingMail } from './mail-store.ts'
import { relayedSource } from './relayed-source.ts'

const BATCH = 20
/** Delays double from a minute to an hour, so the last try comes after two days, as mail servers do it. */
const ATTEMPTS_MAX = 53
const DELAY_MINUTES_MAX = 60
const MINUTE_MS = 60_000

/**
 * Hands waiting mail to the configured server (`smtp://…`), trying again when that is away.
 *
 * SMTP has no way to ask whether a mail has arrived: a process that dies between the server's answer and
 * our record of it sends the mail a second time. The other order would lose mail instead. What can be
 * done is done: the mail is put off before it is sent, so that it is not sent again at once, and it always
 * carries the same Message-ID, by which servers and mail programs drop what they have.
 */
export function createMailDelivery(database: Database, smtpUrl: string, clock: Clock): Reconciler {
  const transport = createTransport(smtpUrl, { connectionTimeout: 10_000, socketTimeout: 30_000 } as object)

  async function deliver(mail: WaitingMail): Promise<{ change: string; isServerAway: boolean }> {
    const attempts = mail.attempts + 1
    const nextAttemptAt = new Date(clock() + Math.min(2 ** mail.attempts, DELAY_MINUTES_MAX) * MINUTE_MS)
    await postponeMail(database, mail.mailId, nextAttemptAt)
    const source = await readSource(database, mail)
    if (source === undefined) return { change: `${mail.mailId} is gone`, isServerAway: false }
    const relayed = relayedSource(mail.mailId, source)
    if (relayed === undefined) {
      const problem = 'Its header is too long.'
      await recordDelivery(database, mail.mailId, { delivery: 'failed', problem, nextAttemptAt: null })
      return { change: `${mail.mailId}: ${problem}`, isServerAway: false }
    }
    let refused: string[]
    try {
      // Not yet made up as a mail: the library then only passes it on, and never reads what is in it.
      const raw = Readable.from(relayed, { objectMode: false })
      const sent = await transport.sendMail({ envelope: { from: mail.from, to: mail.to }, raw })
      refused = sent.rejected.map(String)
    } catch (error) {
      const problem = error instanceof Error ? error.message.slice(0, 500) : 'unknown'
      const giveUp = attempts >= ATTEMPTS_MAX || isRefusal(error)
      await recordDelivery(database, mail.mailId, {
        delivery: giveUp ? 'failed' : 'waiting',
        problem,
        nextAttemptAt: giveUp ? null : nextAttemptAt,
      })
      return { change: `${mail.mailId}: ${problem}`, isServerAway: !isAboutMail(error) }
    }
    const problem = refused.length === 0 ? null : `Refused for ${refused.join(', ')}.`.slice(0, 500)
    await recordDelivery(database, mail.mailId, { delivery: 'relayed', problem, nextAttemptAt: null })
    return { change: `relayed ${mail.mailId}`, isServerAway: false }
  }

  return {
    name: 'deliver-mail',
    everySeconds: 5,
    async run(signal) {
      const changes: string[] = []
      for (const mail of await mailToDeliver(database, new Date(clock()), BATCH)) {
        if (signal.aborted) break
        const { change, isServerAway } = await deliver(mail)
        changes.push(change)
        // The others would wait for the same answer that does not come.
        if (isServerAway) break
      }
      return changes
    },
  }
}

/** A refusal of this mail is final where its code is 500 or more (RFC 5321, 4.2.1) or where nobody was asked. */
function isRefusal(error: unknown): boolean {
  return isAboutMail(error) && !(codeOf(error, 'responseCode') < 500)
}

/** Otherwise it is about the server: away, slow, or not satisfied with how we sign in. */
const isAboutMail = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'EENVELOPE' || error.code === 'EMESSAGE')

const codeOf = (error: unknown, name: string) => Number((error as Record<string, unknown>)[name])
