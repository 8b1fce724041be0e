import type { Caller } from '../kernel/caller.ts'

/** What the shared middleware has established before a door's own routes run. */
export interface HttpEnv {
  Variables: {
    /** Signed in, with its door set. Absent on public routes only. */
    caller: Caller
    /** `req_…`: in the log and in answers to internal errors. */
    requestId: string
  }
}
