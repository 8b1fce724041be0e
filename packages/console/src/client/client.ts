import { createClient } from '@aipress/contract/client.ts'
import { fetchOnceEarly } from './early.ts'

/** Same origin: the session's cookie says who asks. */
export const client = createClient({
  baseUrl: '',
  fetch: fetchOnceEarly,
  headers: { 'x-aipress-door': 'console' },
})
