import { describe, expect, test, vi } from 'vitest'
import type { MailSpool } from './mail-spool.ts'
import type { Place } from './place.ts'

export interface MailSpoolUnderTest {
  readonly spool: MailSpool
  /** A site that can send. */
  readonly place: Place
  /** Has the site's WordPress send a mail; false where `wp_mail` says that it could not. */
  send(mail: { to: string; subject: string; text: string }): Promise<boolean>
}

/** The behaviour every driver owes. `open` may answer the same again: each test leaves the spool empty. */
export function describeMailSpool(driver: string, open: () => Promise<MailSpoolUnderTest>) {
  const clear = async (spool: MailSpool, signal: AbortSignal) => {
    for (const mail of await spool.collect(signal)) await spool.remove(mail, signal)
  }

  describe(`${driver} mail spool`, () => {
    test('mail of a site is there until it is removed', async ({ signal }) => {
      const { spool, place, send } = await open()
      expect(await send({ to: 'anna@example.com', subject: 'Grüße', text: 'Der Ofen ist an.' })).toBe(true)

      const [mail, ...others] = await spool.collect(signal)
      expect(others).toEqual([])
      expect(mail).toMatchObject(place)
      const source = Buffer.from(mail?.raw ?? []).toString('utf8')
      expect(source).toContain('To: anna@example.com')
      expect(source).toMatch(/^From: .*<[^@<>]+@[a-z0-9.-]+\.[a-z]+>/m)
      expect(Math.abs(Date.now() - (mail?.receivedAt.getTime() ?? 0))).toBeLessThan(60_000)
      expect((await spool.collect(signal)).map((again) => again.spoolId)).toEqual([mail?.spoolId])

      if (mail) await spool.remove(mail, signal)
      if (mail) await spool.remove(mail, signal)
      expect(await spool.collect(signal)).toEqual([])
    })

    test('mail is collected in the order in which it came', async ({ signal }) => {
      const { spool, send } = await open()
      for (const subject of ['first', 'second', 'third']) {
        await send({ to: 'anna@example.com', subject, text: subject })
      }
      const subjects = (await spool.collect(signal)).map(
        (mail) => /^Subject: (.*?)\r?$/m.exec(Buffer.from(mail.raw).toString('utf8'))?.[1],
      )
      expect(subjects).toEqual(['first', 'second', 'third'])
      await clear(spool, signal)
    })

    test('a watcher hears of new mail, and no more once it has stopped', async ({ signal }) => {
      const { spool, send } = await open()
      const seen: string[] = []
      const stop = spool.watch(async () => {
        seen.push(...(await spool.collect(signal)).map((mail) => mail.spoolId))
      })
      await send({ to: 'anna@example.com', subject: 'bell', text: 'ring' })
      await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0), { timeout: 10_000, interval: 50 })
      stop()
      await clear(spool, signal)
    })
  })
}
