import { AipressError, SHARED_WITH_MAX, type SiteAccess, type SiteRole } from '@aipress/contract'
import type { HeldSiteRole } from '../kernel/caller.ts'
import { type Connection, type Database, sql, type Tx } from '../kernel/database.ts'

/** They travel with every call of the person, to control groups too. Whoever needs more is a member. */
const SITE_ROLES_PER_PERSON_MAX = 200

/** What was shared with a person. */
export async function siteRolesOf(connection: Connection, personId: string): Promise<HeldSiteRole[]> {
  const rows = await connection
    .selectFrom('site_roles')
    .select(['site_id', 'role'])
    .where('person_id', '=', personId)
    .orderBy('site_id')
    .limit(SITE_ROLES_PER_PERSON_MAX)
    .execute()
  return rows.map((row) => ({ siteId: row.site_id, role: row.role }))
}

export interface GivenSiteRole {
  personId: string
  siteId: string
  /** Of the site. */
  accountId: string
  role: SiteRole
  nowMs: number
}

/** Giving it again changes the role. */
export async function giveSiteRole(tx: Tx, { personId, siteId, accountId, role, nowMs }: GivenSiteRole) {
  await requireRoomFor(tx, personId, siteId)
  await tx
    .insertInto('site_roles')
    .values({
      person_id: personId,
      site_id: siteId,
      account_id: accountId,
      role,
      created_at: new Date(nowMs),
    })
    .onConflict((conflict) => conflict.columns(['person_id', 'site_id']).doUpdateSet({ role }))
    .execute()
}

async function requireRoomFor(tx: Tx, personId: string, siteId: string): Promise<void> {
  const rows = await tx
    .selectFrom('site_roles')
    .select(['person_id', 'site_id'])
    .where((where) => where.or([where('person_id', '=', personId), where('site_id', '=', siteId)]))
    .limit(SITE_ROLES_PER_PERSON_MAX + SHARED_WITH_MAX)
    .execute()
  if (rows.some((row) => row.person_id === personId && row.site_id === siteId)) return
  const ofPerson = rows.filter((row) => row.person_id === personId).length
  if (ofPerson < SITE_ROLES_PER_PERSON_MAX && rows.length - ofPerson < SHARED_WITH_MAX) return
  throw new AipressError('invalid_input', 'The site is shared with as many people as it can be.', {
    hint: `A site is shared with ${SHARED_WITH_MAX} people at most, and a person has ${SITE_ROLES_PER_PERSON_MAX} shared sites at most. Stop sharing it with somebody, or make them members.`,
  })
}

/** Answers whether there was one. */
export async function takeSiteRole(tx: Tx, personId: string, siteId: string): Promise<boolean> {
  const taken = await tx
    .deleteFrom('site_roles')
    .where('person_id', '=', personId)
    .where('site_id', '=', siteId)
    .executeTakeFirst()
  return taken.numDeletedRows > 0n
}

/** Ends what was shared with the person of this account; answers an account that goes on sharing, if there is one. */
export async function takeSiteRolesOfAccount(
  tx: Tx,
  personId: string,
  accountId: string,
): Promise<string | undefined> {
  await tx
    .deleteFrom('site_roles')
    .where('person_id', '=', personId)
    .where('account_id', '=', accountId)
    .execute()
  const left = await tx
    .selectFrom('site_roles')
    .innerJoin('accounts', 'accounts.account_id', 'site_roles.account_id')
    .select('site_roles.account_id')
    .where('person_id', '=', personId)
    .orderBy('site_roles.created_at')
    .limit(1)
    .executeTakeFirst()
  return left?.account_id
}

/** An account has more members than anybody reads of; the list says who they are, page by page, in people.list. */
const ACCESS_LISTED_MAX = 500

/** Who may do something on a site: members of its account, then those with whom it was shared. */
export async function accessTo(
  database: Database,
  { siteId, accountId }: { siteId: string; accountId: string },
): Promise<SiteAccess[]> {
  const [members, shared] = await Promise.all([
    database
      .selectFrom('people')
      .select(['email', 'role', 'active', 'created_at', sql<'account' | 'site'>`'account'`.as('on')])
      .where('account_id', '=', accountId)
      .where('role', 'not in', ['administrator', 'operator', 'guest'])
      .orderBy('created_at')
      .limit(ACCESS_LISTED_MAX)
      .execute(),
    database
      .selectFrom('site_roles')
      .innerJoin('people', 'people.person_id', 'site_roles.person_id')
      .select(['people.email', 'site_roles.role', 'people.active', 'site_roles.created_at'])
      .select(sql<'account' | 'site'>`'site'`.as('on'))
      .where('site_id', '=', siteId)
      .orderBy('site_roles.created_at')
      .limit(SHARED_WITH_MAX)
      .execute(),
  ])
  return [...members, ...shared].map(({ created_at, ...access }) => ({
    ...access,
    since: created_at.toISOString(),
  }))
}
