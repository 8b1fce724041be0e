import {
  type AnyAction,
  listAccounts,
  listBulk,
  listHostnames,
  listMail,
  listOperations,
  listPeople,
  listPrograms,
  listSessions,
  listSites,
  listTokens,
  mapShards,
  undeleteSite,
} from '@aipress/contract'
import { call } from '../platform.ts'
import type { Session } from '../session.ts'
import type { Candidate } from './candidates.ts'

/** A person has pressed TAB: an answer later than this comes too late. */
const TIMEOUT_MS = 1_000
/** One page, the largest there is. */
const NAMES_MAX = 200

type Names = (session: Session, action: AnyAction, given: readonly string[]) => Promise<Candidate[]>

/** By the input's name, which means one thing throughout the contract. */
const NAMES: Record<string, Names> = {
  site: async (session, action) => {
    const state = action === undeleteSite ? ('deleted' as const) : undefined
    const { items } = await call(session, listSites, {
      limit: NAMES_MAX,
      ...(state === undefined ? {} : { state }),
    })
    return items.map(({ name, title }) => ({ value: name, description: title }))
  },
  hostname: async (session, action, [site]) => {
    if (site === undefined || action.effect === 'creates' || action.name === 'hostnames.add') return []
    const { items } = await call(session, listHostnames, { site })
    return items
      .filter(({ builtIn }) => !builtIn)
      .map(({ hostname }) => ({ value: hostname, description: '' }))
  },
  operation: async (session) => {
    const { items } = await call(session, listOperations, { limit: 50 })
    return items.map(({ operationId, title, state }) => ({
      value: operationId,
      description: `${title}, ${state}`,
    }))
  },
  shard: shardNames,
  to: shardNames,
  mail: async (session) => {
    const { items } = await call(session, listMail, { limit: 50 })
    return items.map(({ mailId, siteName, subject }) => ({
      value: mailId,
      description: `${siteName}: ${subject}`,
    }))
  },
  session: async (session) => {
    const { items } = await call(session, listSessions, {})
    return items.map(({ sessionId, device }) => ({ value: sessionId, description: device }))
  },
  bulk: async (session) => {
    const { items } = await call(session, listBulk, { limit: 50 })
    return items.map(({ bulkId, title, state }) => ({ value: bulkId, description: `${title}, ${state}` }))
  },
  account: async (session) => {
    const { items } = await call(session, listAccounts, { limit: NAMES_MAX })
    return items.map(({ name, accountId }) => ({ value: name, description: accountId }))
  },
  person: async (session) => {
    const { items } = await call(session, listPeople, { limit: NAMES_MAX })
    return items.map(({ email, name }) => ({ value: email, description: name }))
  },
  program: async (session) => {
    const { items } = await call(session, listPrograms, {})
    return items.map(({ name, address }) => ({ value: name, description: address }))
  },
  token: async (session) => {
    const { items } = await call(session, listTokens, {})
    return items.map(({ name, start }) => ({ value: name, description: start }))
  },
}

async function shardNames(session: Session): Promise<Candidate[]> {
  const { items } = await call(session, mapShards, {})
  return items.map(({ shardId, state, sites, sitesMax }) => ({
    value: shardId,
    description: `${state}, ${sites} of ${sitesMax} sites`,
  }))
}

/** Names that the platform knows. Silent about every failure: a shell's line is no place for it. */
export async function namesFor(
  session: Session,
  action: AnyAction,
  input: string,
  given: readonly string[],
): Promise<Candidate[]> {
  const names = NAMES[input]
  if (names === undefined) return []
  const signal = AbortSignal.any([session.signal, AbortSignal.timeout(TIMEOUT_MS)])
  try {
    return await names({ ...session, signal }, action, given)
  } catch {
    return []
  }
}
