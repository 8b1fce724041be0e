import { SignInMethod } from '@aipress/contract'
import type { BetterAuthPlugin } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'

/** Behind whatever way in a person has taken; never served. Writes the session and signs its cookie. */
export const sessionStarter = {
  id: 'aipress-sessions',
  endpoints: {
    startSession: createAuthEndpoint.serverOnly(
      { method: 'POST', body: z.object({ personId: z.string(), method: SignInMethod, address: z.string() }) },
      async (context) => {
        const { personId, method, address } = context.body
        const { internalAdapter } = context.context
        const user = await internalAdapter.findUserById(personId)
        if (user === null) throw new Error(`There is no user of person ${personId}.`)
        const more = { method, ipAddress: address, lastUsedAt: new Date() }
        const session = await internalAdapter.createSession(user.id, false, more)
        await setSessionCookie(context, { session, user })
        return context.json({ sessionId: session.id })
      },
    ),
  },
} satisfies BetterAuthPlugin
