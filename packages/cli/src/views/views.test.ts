import {
  listAudit,
  listMail,
  listPhpErrors,
  listRoles,
  listSites,
  mapShards,
  showBulk,
  showMail,
  showPhp,
  showShard,
  showStatus,
  type Tier,
} from '@aipress/contract'
import { describe, expect, test } from 'vitest'
import { sampleSite } from '../testing/samples.ts'
import { anyView } from './any.ts'
import { table } from './table.ts'
import { clean, cleanDeep, fit, pad, widthOf, wrap } from './text.ts'
import { bytes, duration, money, relativeTime } from './values.ts'
import { viewOf } from './views.ts'

const now = Date.parse('2026-11-21T12:00:00.000Z')
const page = { width: 80, now, paint: (_style: unknown, text: string) => text }

describe('text', () => {
  test.each([
    ['Bakery', 6],
    ['Café', 4],
    ['Cafe\u0301', 4],
    ['パン屋', 6],
    ['🥐 Bäcker', 9],
    ['👩‍🍳', 2],
    ['\u001b[31mred\u001b[0m', 3],
  ])('%s takes %i columns', (text, width) => {
    expect(widthOf(text)).toBe(width)
  })

  test('is cut between characters and says so', () => {
    expect(fit('Corner Bakery', 7)).toBe('Corner…')
    expect(fit('パン屋さん', 6)).toBe('パン…')
    expect(widthOf(pad(fit('パン屋さん', 6), 6))).toBe(6)
    expect(fit('one\n  two', 20)).toBe('one two')
  })

  test('is wrapped between words under its beginning, and addresses stay whole', () => {
    const url = `http://a.example/${'x'.repeat(50)}`
    expect(wrap(`one two three four five six seven eight nine ${url}`, 44, 4)).toBe(
      `one two three four five six seven eight\n    nine\n    ${url}`,
    )
  })

  test('loses what could steer a terminal and keeps what people write', () => {
    expect(clean('\u001b]8;;http://evil\u0007click\u001b]8;;\u0007')).toBe('click')
    expect(clean('a\u009bb\u0000c\u202ed')).toBe('a�b�cd')
    expect(clean('Zoë\t👩‍🍳\nשלום')).toBe('Zoë\t👩‍🍳\nשלום')
    expect(cleanDeep({ a: ['\u0007'], b: 1, c: null })).toEqual({ a: ['�'], b: 1, c: null })
  })
})

describe('tables', () => {
  const rows = [
    { name: 'corner-bakery', title: 'A very long title that says more than it needs to, and then some more' },
  ]
  const columns = [
    { title: 'Name', cell: (row: { name: string }) => row.name, whole: true },
    { title: 'Title', cell: (row: { title: string }) => row.title },
  ]

  test.each([40, 60, 120])('fit %i columns', (width) => {
    const lines = table(rows, columns, { ...page, width }).split('\n')
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width)
    expect(lines[1]).toContain('corner-bakery')
  })

  test('leave out spare columns where there is no room for all', () => {
    const spare = { title: 'Created', cell: () => '2 minutes ago', spare: true }
    const wide = table(rows, [...columns, spare], { ...page, width: 60 })
    const narrow = table(rows, [...columns, spare], { ...page, width: 30 })
    expect([wide.includes('Created'), narrow.includes('Created')]).toEqual([true, false])
  })

  test('leave out spare columns before others are cut to pieces', () => {
    const spare = { title: 'Created', cell: () => '2 minutes ago', spare: true }
    const long = [{ name: 'corner-bakery', title: 'A title of medium length' }]
    const lines = table(long, [...columns, spare], { ...page, width: 45 }).split('\n')
    expect(lines[1]).toBe('corner-bakery  A title of medium length')
  })

  test('leave out columns without values', () => {
    expect(table([{ name: 'a', title: '' }], columns, page)).toBe('Name\na')
  })
})

test('values are told in the words of people', () => {
  const ago = (seconds: number) => relativeTime(new Date(now - seconds * 1_000).toISOString(), now)
  expect([ago(2), ago(45), ago(200), ago(7_200), ago(90_000), ago(-300), ago(90 * 86_400)]).toEqual([
    'just now',
    '45 s ago',
    '3 min ago',
    '2 h ago',
    '1 day ago',
    'in 5 min',
    '2026-08-23',
  ])
  expect([bytes(12), bytes(1_500), bytes(250_000_000), bytes(3.2e12)]).toEqual([
    '12 B',
    '1.5 kB',
    '250 MB',
    '3.2 TB',
  ])
  expect([money(2), duration(340), duration(61_000)]).toEqual(['$2.00', '0.3 s', '1 min'])
})

describe('an answer without a view of its own', () => {
  test('that is a list becomes a table of its plain values, own id last', () => {
    const items = [
      {
        thingId: 'thing_1',
        name: 'one',
        sizeBytes: 2_000,
        costUsdPerMonth: 5,
        createdAt: '2026-11-21T11:00:00.000Z',
      },
    ]
    expect(anyView({ items }, page)).toBe(
      'Name    Size  Cost usd per month  Created  Thing id\none   2.0 kB               $5.00  1 h ago  thing_1',
    )
    expect(anyView({ items: [] }, page)).toBe('None.')
  })

  test('keeps e-mail addresses whole on a narrow terminal, and leaves out what is told last', () => {
    const items = [
      {
        email: 'an-address@example.com',
        name: 'Anna',
        role: 'owner',
        createdAt: '2026-11-21T11:00:00.000Z',
        personId: 'per_1',
      },
    ]
    expect(anyView({ items }, { ...page, width: 50 })).toBe(
      'Email                   Name  Role   Person id\nan-address@example.com  Anna  owner  per_1',
    )
  })

  test('that is an object becomes its entries', () => {
    expect(anyView({ revoked: 'deploy', token: { readOnly: true } }, page)).toBe(
      'Revoked  deploy\n\nToken\nRead only  yes',
    )
  })
})

test('a next page is announced', () => {
  expect(viewOf(listSites, { items: [sampleSite()], nextCursor: 'abc' }, page)).toContain('--cursor abc')
})

test('a list without a control group that is away says so', () => {
  const output = { items: [sampleSite()], total: 1, missing: ['control-plane-2'] }
  expect(viewOf(listSites, output, page)).toContain('control-plane-2 does not answer')
  expect(viewOf(listSites, { items: [], total: 0 }, page)).not.toContain('does not answer')
})

describe('shards', () => {
  const summary = {
    shardId: 'shard-001',
    controlGroup: 1,
    region: 'local',
    tiers: ['bronze'] as Tier[],
    state: 'degraded' as const,
    reasons: ['redis: It is not running.'],
    sites: 10,
    sitesTarget: 40,
    sitesMax: 50,
    createdAt: new Date(now - 3_600_000).toISOString(),
  }

  test('on the map are compared by a bar, and their room is summed up', () => {
    const totals = { shards: 1, sites: 10, roomToTarget: 30, roomToMax: 40 }
    const map = viewOf(mapShards, { items: [summary], totals }, { ...page, width: 120 })
    expect(map).toContain('████············|···')
    expect(map).toMatch(/10 of 50 +degraded +local +redis: It is not running/)
    expect(map).toContain('1 shard with 10 sites; room for 30 more to the target, 40 to the limit.')
  })

  test('alone tell their history', () => {
    const history = [{ at: new Date(now).toISOString(), kind: 'healing' as const, what: 'redis was mended.' }]
    const shown = viewOf(showShard, { ...summary, warmSlots: 3, leftBehind: 1, parts: [], history }, page)
    expect(shown).toMatch(/just now +healing +redis was mended\./)
    expect(shown).toContain('10 of 50, 40 is the target')
  })
})

test('bulk work tells how far it is, what failed and what to do next', () => {
  const bulk = {
    bulkId: 'bulk_0123456789abcde',
    kind: 'suspend',
    title: 'Suspend 12 sites',
    state: 'stopped',
    atOnce: 4,
    counts: { total: 12, waiting: 6, running: 0, succeeded: 4, failed: 1, skipped: 1 },
    failures: [{ siteName: 'blog', message: 'It could not be suspended.' }],
    requestedBy: 'anna',
    createdAt: new Date(now).toISOString(),
  }
  const shown = viewOf(showBulk, bulk, page)
  expect(shown).toMatch(/Done +6 of 12/)
  expect(shown).toMatch(/blog +It could not be suspended\./)
  expect(shown).toContain('aipress bulk resume bulk_0123456789abcde')
})

test('an audit line shows who did what', () => {
  const line = {
    auditId: 'aud_1',
    seq: 7,
    hash: 'f'.repeat(64),
    at: new Date(now).toISOString(),
    who: 'anna',
    door: 'cli',
    action: 'sites.delete',
    input: '{}',
    result: 'ok',
    durationMs: 3,
  }
  expect(viewOf(listAudit, { items: [line] }, { ...page, width: 200 })).toMatch(
    /just now +anna +sites.delete +ok +cli/,
  )
})

test('of an audit line that is too long for the terminal the site stays, and not a piece of its input', () => {
  const line = {
    auditId: 'aud_1',
    seq: 7,
    hash: 'f'.repeat(64),
    at: new Date(now).toISOString(),
    who: 'this machine',
    door: 'cli',
    action: 'sites.undelete',
    input: '{"site":"corner-bakery"}',
    siteId: 'site_0123456789abcde',
    siteName: 'corner-bakery',
    result: 'site_state_conflict',
    durationMs: 3,
  }
  const shown = viewOf(listAudit, { items: [line] }, page)
  expect(shown).toMatch(/ corner-bakery( +cli)?$/)
  expect(shown).not.toContain('…')
})

test('a list of mail fits a terminal of 80 columns with addresses and subject to read', () => {
  const mail = {
    mailId: 'mail_kfewh2jvajy829k',
    siteId: 'site_0123456789abcde',
    siteName: 'bakery',
    from: 'wordpress@corner-bakery.localhost',
    to: ['anna@example.com'],
    subject: 'Welcome to it',
    sentAt: new Date(now).toISOString(),
    sizeBytes: 362,
    delivery: 'captured',
  }
  expect(viewOf(listMail, { items: [mail] }, page)).toMatch(
    /just now +bakery +anna@example\.com +Welcome to it +mail_kfewh2jvajy829k$/,
  )
  expect(viewOf(listMail, { items: [] }, page)).toBe('No mail was sent.')
})

test('a mail shows its text', () => {
  const mail = {
    mailId: 'mail_1',
    siteId: 's',
    siteName: 'bakery',
    from: 'a@b',
    to: ['c@d'],
    subject: 'Hi',
    sentAt: new Date(now).toISOString(),
    sizeBytes: 10,
    delivery: 'captured',
    text: 'Hello\n',
    headers: [],
    attachments: [],
  }
  expect(viewOf(showMail, mail, page)).toMatch(/From +a@b\n(.*\n)*Subject +Hi\n(.*\n)+\nHello$/)
})

test('the status names what is not healthy', () => {
  const status = {
    healthy: false,
    version: '0.1.0',
    wordpressVersion: '7.1.1',
    consoleUrl: 'http://localhost:8080',
    sites: { running: 2, suspended: 0, deleted: 1, creating: 0 },
    operations: { running: 0, failedLastDay: 0 },
    disk: { freeBytes: 5e9, totalBytes: 2e10 },
    parts: [{ name: 'edge', healthy: false, problem: 'no answer', restarts: 2 }],
    incidents: [{ at: new Date(now - 60_000).toISOString(), part: 'edge', what: 'restarted' }],
    model: 'built-in',
  }
  const text = viewOf(showStatus, status, page)
  expect(text).toContain('1 part not healthy')
  expect(text).toMatch(/edge +down +2 +no answer/)
  expect(text).toMatch(/1 min ago +edge +restarted/)
})

describe('PHP', () => {
  const settings = { memoryMb: 256, uploadMb: 100, seconds: 60 }
  test('settings say what the tier allows, and what was asked for beyond', () => {
    const text = viewOf(
      showPhp,
      {
        siteName: 'corner-bakery',
        tier: 'bronze',
        version: '8.2',
        versionsInstalled: ['8.2'],
        settings,
        beyondTier: { memoryMb: 512 },
        defaults: settings,
        limits: { memoryMb: 256, uploadMb: 128, seconds: 120 },
        extensions: ['curl', 'gd'],
        notes: [],
      },
      page,
    )
    expect(text).toContain('256 MB (bronze: up to 256); 512 MB were asked for')
    expect(text).toContain('100 MB (bronze: up to 128)')
    expect(text).toContain('aipress php set corner-bakery')
  })

  test('errors show how often, what and where, and cannot steer a terminal', () => {
    const error = {
      fingerprint: '3f9a0c2b71de',
      siteId: 'site_1',
      siteName: 'corner-bakery',
      level: 'fatal',
      message: 'Call to \u001b[31m bake()',
      file: 'cart.php',
      line: 12,
      count: 42,
      firstSeenAt: '2026-11-20T12:00:00.000Z',
      lastSeenAt: '2026-11-21T11:58:00.000Z',
    }
    const text = viewOf(listPhpErrors, { items: [error] }, { ...page, width: 120 })
    expect(text).toMatch(/42 +fatal +Call to .* bake\(\) +cart\.php:12/)
    expect(text).toContain('3f9a0c2b71de')
    expect(text).not.toContain('\u001b')
    expect(viewOf(listPhpErrors, { items: [] }, page)).toBe('PHP has complained about nothing.')
  })
})

test('what a role may do is wrapped, not cut', () => {
  const summary = 'works on the sites of their account, but creates and deletes none and changes no tier'
  const role = { role: 'developer', summary, permissions: [], actions: [] }
  const shown = viewOf(listRoles, { items: [role, role] }, page)
  expect(shown.replace(/\s+/g, ' ')).toContain(summary)
  for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})
