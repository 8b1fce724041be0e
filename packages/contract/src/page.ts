import { z } from 'zod'

/** Every list is paged. 200 keeps an answer under a megabyte for our widest rows. */
export const PAGE_SIZE_MAX = 200

/** A list over control groups says in its cursor how far each of a hundred is; a URL may be longer still. */
const CURSOR_LENGTH_MAX = 6_000

export const pageInput = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE_SIZE_MAX)
    .default(50)
    .describe('How many to return, 200 at most'),
  cursor: z
    .string()
    .max(CURSOR_LENGTH_MAX)
    .optional()
    .describe('Where to go on: the `nextCursor` of the answer before'),
}

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    /** Absent on the last page. */
    nextCursor: z.string().optional(),
  })
}

/** Control groups that did not answer: what only they know is missing from the answer. */
export const missingGroups = z
  .array(z.string())
  .optional()
  .describe('Control groups that did not answer, for example control-plane-2; what only they know is missing')

/** ISO 8601 in UTC, as every time in the contract. */
export const Timestamp = z.iso.datetime()
