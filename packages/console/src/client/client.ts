import { createClient } from '@aipress/contract/client.ts'

/** Same origin: the session's cookie says who asks. */
export const client = createClient({ baseUrl: '', headers: { 'x-aipress-door': 'console' } })
