import { createTransport } from 'nodemailer'
import type { Clock } from '../kernel/clock.ts'
import type { Database } from '../kernel/database.ts'
import type { Reconciler } from '../kernel/reconciler.ts'
import { mailToDeliver, recordDelivery, type WaitingMail } from './mail-store.ts'

const BATCH = 20
/** With delays of 1, 2, 4 … minutes the last try comes after about two hours. */
const ATTEMPTS_MAX = 7

/** Hands waiting mail to the configured server (`smtp://…`), trying again when that is away. */
export function createMailDelivery(database: Database, smtpUrl: string, clock: Clock): Reconciler {
  const transport = createTransport(smtpUrl, { connectionTimeout: 10_000, socketTimeout: 30_000 } as object)

  async function deliver(mail: WaitingMail): Promise<string> {
    try {
      await transport.sendMail({ envelope: { from: mail.from, to: mail.to }, raw: mail.raw })
      await recordDelivery(database, mail.mailId, { delivery: 'relayed', problem: null, nextAttemptAt: null })
      return `relayed ${mail.mailId}`
    } catch (error) {
      const problem = error instanceof Error ? error.message.slice(0, 500) : 'unknown'
      const attempts = mail.attempts + 1
      const giveUp = attempts >= ATTEMPTS_MAX || isRefusal(error)
      await recordDelivery(database, mail.mailId, {
        delivery: giveUp ? 'failed' : 'waiting',
        problem,
        nextAttemptAt: giveUp ? null : new Date(clock() + 2 ** (attempts - 1) * 60_000),
      })
      return `${mail.mailId}: ${problem}`
    }
  }

  return {
    name: 'deliver-mail',
    everySeconds: 5,
    async run(signal) {
      const changes: string[] = []
      for (const mail of await mailToDeliver(database, new Date(clock()), BATCH)) {
        if (signal.aborted) break
        changes.push(await deliver(mail))
      }
      return changes
    },
  }
}

/** SMTP codes from 500 are final: the same mail would be refused again (RFC 5321, 4.2.1). */
function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0
  return code >= 500
}
