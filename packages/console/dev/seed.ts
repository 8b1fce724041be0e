import type { Token } from '@aipress/contract/accounts.ts'
import type { AuditLine } from '@aipress/contract/audit.ts'
import { newId } from '@aipress/contract/ids.ts'
import type { Operation } from '@aipress/contract/operations.ts'
import type { Program } from '@aipress/contract/programs.ts'
import type { Role } from '@aipress/contract/roles.ts'
import type { SiteState } from '@aipress/contract/sites.ts'
import type { Tier } from '@aipress/contract/tiers.ts'
import { makeSession } from './signing-in-answers.ts'
import { ago, createWorld, makeSite, type World } from './world.ts'

const SITES: [title: string, name: string, state: SiteState, tier: Tier, ageMinutes: number][] = [
  ['Harbour Books', 'harbour-books', 'running', 'silver', 42],
  ['Café Zürich', 'cafe-zurich', 'running', 'bronze', 190],
  ['North Sea Cycling Club', 'north-sea-cycling', 'running', 'gold', 1_900],
  ['パン屋 Kobe', 'panwu-kobe', 'suspended', 'bronze', 5_200],
  ['Dr. Almeida, Dentist', 'dr-almeida-dentist', 'running', 'bronze', 12_000],
  ['Summer Fair 2026', 'summer-fair-2026', 'deleted', 'bronze', 40_000],
]

/** A small town of sites, for tests and pictures of the console. */
export function seededWorld(domain: string): World {
  const world = createWorld(domain)
  for (const [title, name, state, tier, age] of [...SITES].reverse()) {
    const site = makeSite(world, { title, name, tier })
    Object.assign(site, { state, createdAt: ago(age) })
    if (state === 'deleted') site.undeletableUntil = ago(-6 * 24 * 60)
  }
  const [books, cafe, club] = world.sites
  if (books === undefined || cafe === undefined || club === undefined)
    throw new Error('The seed is too small.')
  cafe.nearLimits = [
    { of: 'storage', usedPercent: 104 },
    { of: 'visits', usedPercent: 83 },
  ]
  club.hostnames.push({
    hostname: 'cycling.example.org',
    primary: false,
    builtIn: false,
    url: 'http://cycling.example.org',
  })
  world.operations = [
    past('sites.create', 'Create Harbour Books', books.siteId, books.name, 42, 'succeeded'),
    past('sites.rename', 'Rename to Café Zürich', cafe.siteId, cafe.name, 180, 'succeeded'),
    past(
      'hostnames.add',
      'Put North Sea Cycling Club on cycling.example.org',
      club.siteId,
      club.name,
      1_500,
      'undone',
    ),
    past('sites.suspend', 'Suspend パン屋 Kobe', books.siteId, 'panwu-kobe', 2_900, 'succeeded'),
  ]
  world.people = [
    person('anna@example.com', 'Anna Berg', 'administrator', true),
    person('jo@example.com', '', 'owner', false),
    person('ben@example.com', 'Ben Kraft', 'developer', true),
  ]
  world.sessions = [
    makeSession({ current: true, lastUsedAt: ago(0) }),
    makeSession({ device: 'Safari on iPhone', address: '198.51.100.4', lastUsedAt: ago(300) }),
  ]
  world.mail = [resetMail(cafe.siteId, cafe.name, 12), orderMail(books.siteId, books.name, 95)]
  world.audit = [
    auditLine('sites.create', { title: 'Harbour Books', tier: 'silver' }, 'ok', books.siteId),
    auditLine('sites.create', { title: 'Corner Bakery' }, 'idempotency_key_reused'),
    auditLine('hostnames.add', { site: club.siteId, hostname: 'cycling.example.org' }, 'ok', club.siteId),
  ]
  world.programs = [seededProgram()]
  world.machineTokens = [machineToken()]
  world.tokens = [
    {
      tokenId: newId('token'),
      name: 'deploy script',
      start: 'aip_9d2k',
      readOnly: false,
      createdAt: ago(9_000),
      expiresAt: ago(-80 * 24 * 60),
      lastUsedAt: ago(33),
    },
  ]
  return world

  function person(email: string, name: string, role: Role, active: boolean) {
    const account = world.accounts[0]
    return {
      personId: newId('person'),
      email,
      name,
      role,
      accountId: account?.accountId ?? '',
      accountName: account?.name ?? '',
      active,
      createdAt: ago(30_000),
    }
  }
}

const machineToken = (): Token => ({
  tokenId: newId('token'),
  name: 'nightly backup',
  start: 'aip_4kq1',
  readOnly: true,
  createdAt: ago(20_000),
  lastUsedAt: ago(600),
})

const seededProgram = (): Program => ({
  programId: newId('program'),
  name: 'Claude Code',
  address: 'this computer',
  scope: 'operate',
  createdAt: ago(60 * 24 * 3),
  expiresAt: ago(-60 * 24 * 27),
  lastUsedAt: ago(14),
})

function auditLine(action: string, input: unknown, result: string, siteId?: string): AuditLine {
  return {
    auditId: newId('audit'),
    seq: 1,
    hash: '5e'.repeat(32),
    at: ago(90),
    who: 'anna@example.com',
    door: 'console',
    action,
    input: JSON.stringify(input),
    ...(siteId === undefined ? {} : { siteId }),
    result,
    durationMs: 12,
  }
}

function past(
  action: string,
  title: string,
  siteId: string,
  siteName: string,
  minutes: number,
  state: 'succeeded' | 'undone',
): Operation {
  const startMs = Date.parse(ago(minutes))
  const at = (ms: number) => new Date(startMs + ms).toISOString()
  const undone = state === 'undone'
  return {
    operationId: newId('operation'),
    action,
    title,
    state,
    siteId,
    siteName,
    steps: [
      {
        name: 'hold',
        title: 'Hold the name',
        state: undone ? 'undone' : 'done',
        startedAt: at(0),
        finishedAt: at(12),
      },
      {
        name: 'publish',
        title: 'Publish the address',
        state: undone ? 'failed' : 'done',
        startedAt: at(12),
        finishedAt: at(214),
      },
    ],
    ...(undone
      ? {
          error: {
            code: 'hostname_taken',
            message: 'cycling.example.org leads to another site already.',
            hint: 'Take it off that site first.',
            step: 'publish',
          },
        }
      : {}),
    requestedBy: 'anna@example.com',
    recoveries: 0,
    createdAt: at(-4),
    startedAt: at(0),
    finishedAt: at(214),
  }
}

function resetMail(siteId: string, siteName: string, minutes: number) {
  const link = 'http://cafe-zurich.localhost:8080/wp-login.php?action=rp&key=Xk2&login=anna'
  return {
    ...mailOf(siteId, siteName, minutes, '[Café Zürich] Password Reset'),
    text: `Someone has requested a password reset for the following account:\n\nSite Name: Café Zürich\n\nTo reset your password, visit the following address:\n\n${link}\n`,
    attachments: [],
  }
}

function orderMail(siteId: string, siteName: string, minutes: number) {
  return {
    ...mailOf(siteId, siteName, minutes, 'Your order of three books'),
    text: 'Thank you for your order of three books.',
    html: '<div style="font-family:Georgia,serif;max-width:32em;margin:2em auto;color:#222"><h1 style="font-weight:normal">Thank you, Jo.</h1><p>Three books are on their way to you:</p><ul><li>The Sea, The Sea</li><li>Moby-Dick</li><li>The Shipping News</li></ul><p><a href="http://harbour-books.localhost:8080/orders/112">See your order</a></p></div>',
    attachments: [{ filename: 'invoice-112.pdf', type: 'application/pdf', sizeBytes: 48_211 }],
  }
}

function mailOf(siteId: string, siteName: string, minutes: number, subject: string) {
  return {
    mailId: newId('mail'),
    siteId,
    siteName,
    from: `wordpress@${siteName}.localhost`,
    to: ['anna@example.com'],
    subject,
    sentAt: ago(minutes),
    sizeBytes: 2_113,
    delivery: 'captured' as const,
    headers: [
      { name: 'From', value: `WordPress <wordpress@${siteName}.localhost>` },
      { name: 'Subject', value: subject },
    ],
  }
}
