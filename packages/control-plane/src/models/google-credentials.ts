import { AipressError } from '@aipress/contract'
import { z } from 'zod'

/**
 * A service account's file, as far as it must hold something. Workload identity federation is not taken from callers:
 * its files name what to read on this machine and where to send it, so they come with the environment alone.
 */
const ServiceAccount = z.object({
  type: z.literal('service_account'),
  client_email: z.email(),
  private_key: z.string().includes('PRIVATE KEY'),
})
export type ServiceAccount = z.infer<typeof ServiceAccount>

/** What is needed of the file, and nothing else. Throws `invalid_input`. */
export function serviceAccountFrom(text: string): ServiceAccount {
  const account = ServiceAccount.safeParse(parsed(text))
  if (account.success) return account.data
  throw new AipressError('invalid_input', 'These are no credentials of a service account.', {
    hint: 'Give the whole JSON file that Google Cloud made for it. Workload identity is used where no credentials are given.',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
