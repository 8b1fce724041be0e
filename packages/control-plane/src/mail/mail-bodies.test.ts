import { monitorEventLoopDelay } from 'node:perf_hooks'
import { describe, expect, test } from 'vitest'
import { BUSY, readMailBodies, TOO_MUCH } from './mail-bodies.ts'
import { readMailHeader } from './mail-header.ts'

const MAIL_BYTES_MAX = 30 * 1024 * 1024
/** On a machine of our own it is below 50. Read on this thread, such a mail stops it for a minute. */
const STANDSTILL_MS_MAX = 500

/** Of this thread's own time, in the first call, which is the slowest. */
const HEADER_MS_MAX = 100

const filled = (start: string, part: string, end = '') =>
  start + part.repeat(Math.floor((MAIL_BYTES_MAX - start.length - end.length) / part.length)) + end

const bodiesOf = (source: string) => readMailBodies(async () => new Uint8Array(Buffer.from(source)))

async function standstillMsDuring(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  await work()
  delay.disable()
  return delay.max / 1e6
}

describe('the content of a mail', () => {
  test('is its texts and what is attached', async () => {
    const bodies = await bodiesOf(
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n' +
        '<p>Grüße</p>\r\n--b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n' +
        'Content-Disposition: attachment\r\n\r\nQUJD\r\n--b--\r\n',
    )
    expect(bodies).toMatchObject({
      html: expect.stringContaining('<p>Grüße</p>'),
      attachments: [{ filename: 'a.png', type: 'image/png', sizeBytes: 3 }],
    })
  })

  test('of 30 MB is read, attachment and all', async () => {
    const start =
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\nContent-Transfer-Encoding: base64\r\nContent-Type: image/png; name=a.png\r\n\r\n'
    const bodies = await bodiesOf(filled(start, `${'QUJD'.repeat(19)}\r\n`, '--b--\r\n'))
    expect(bodies.text).toContain('Hello')
    expect(bodies.attachments).toMatchObject([{ filename: 'a.png' }])
  })

  test.each([
    ['of tiny parts', filled('Content-Type: multipart/mixed; boundary=b\r\n\r\n', '--b\r\n\r\nx\r\n')],
    [
      'of tiny mails',
      filled('Content-Type: multipart/digest; boundary=b\r\n\r\n', '--b\r\n\r\nTo: a\r\n\r\nx\r\n'),
    ],
    [
      'with parts within parts',
      Array.from(
        { length: 400 },
        (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`,
      ).join(''),
    ],
  ])(
    '%s that is made to take long is refused in a few seconds, and nobody waits for it',
    async (_what, source) => {
      const raw = new Uint8Array(Buffer.from(source))
      let bodies: unknown
      const startedAt = performance.now()
      const standstillMs = await standstillMsDuring(async () => {
        bodies = await readMailBodies(async () => raw)
      })
      expect(bodies).toEqual({ text: TOO_MUCH, attachments: [] })
      expect(standstillMs).toBeLessThan(STANDSTILL_MS_MAX)
      expect(performance.now() - startedAt).toBeLessThan(15_000)
    },
  )

  test('is read for a few at a time; who would wait too long is told so', async () => {
    let opened = 0
    const all = Array.from({ length: 20 }, async () => {
      const { text } = await readMailBodies(async () => {
        opened += 1
        return new Uint8Array(Buffer.from('Subject: x\r\n\r\nHello'))
      })
      return text
    })
    expect(opened).toBe(2)
    const texts = await Promise.all(all)
    expect(texts.filter((text) => text === BUSY)).toHaveLength(8)
    expect(texts.filter((text) => text?.startsWith('Hello'))).toHaveLength(12)
    expect(opened).toBe(12)
  })
})

describe('the header of a mail', () => {
  test('is read with its words decoded, its recipients of all kinds, and lines that go on', () => {
    const raw = Buffer.from(
      'From: Bakery <shop@example.com>\r\nTo: "Anna, of Ofen" <anna@example.com>,\r\n\tteam: b@example.com, c@example.com;\r\n' +
        'Cc: d@example.com\r\nBCC: e@example.com\r\nSubject: =?utf-8?q?Gr=C3=BC?=\r\n =?utf-8?q?=C3=9Fe?=\r\n\r\nTo: nobody@example.com',
    )
    expect(readMailHeader(raw)).toMatchObject({
      from: 'shop@example.com',
      to: ['anna', 'b', 'c', 'd', 'e'].map((name) => `${name}@example.com`),
      subject: 'Grüße',
      fields: [{ name: 'from' }, { name: 'to' }, { name: 'cc' }, { name: 'bcc' }, { name: 'subject' }],
    })
    expect(readMailHeader(raw).problem).toBeUndefined()
  })

  test.each([
    ['addresses', filled('To: ', 'a@b.de, '), 'header'],
    ['groups within groups', `To: ${'a:b@c,'.repeat(40_000)}\r\n\r\n`, 'recipients'],
    ['encoded words', `Subject: ${'=?utf-8?b?QUJD?= '.repeat(15_000)}\r\n\r\n`, undefined],
    ['fields', filled('', 'To: a@b\r\n'), 'header'],
    ['empty lines', filled('To: a@b\r\n\r\n', '\r\n'), undefined],
    ['lines that go on', filled('To: a', '\r\n x'), 'header'],
    ['short lines that go on', `To: a${'\r\n x'.repeat(50_000)}\r\n\r\n`, 'header'],
    ['one line', filled('', 'x'), 'header'],
    ['quotes', `To: ${'"'.repeat(250_000)}\r\n\r\n`, 'recipients'],
  ])('with nothing but %s is read at once', (_what, source, problem) => {
    const raw = Buffer.from(source)
    const before = process.threadCpuUsage()
    const header = readMailHeader(raw)
    expect(process.threadCpuUsage(before).user / 1e3).toBeLessThan(HEADER_MS_MAX)
    expect(header.to.length).toBeLessThanOrEqual(500)
    expect(header.fields.length).toBeLessThanOrEqual(100)
    if (problem === undefined) expect(header.problem).toBeUndefined()
    else expect(header.problem).toContain(problem)
  })
})
