import { z } from 'zod'

/** Every list is paged. 200 keeps an answer under a megabyte for our widest rows. */
export const PAGE_SIZE_MAX = 200

export const pageInput = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE_SIZE_MAX)
    .default(50)
    .describe('How many to return, 200 at most'),
  cursor: z.string().max(200).optional().describe('Where to go on: the `nextCursor` of the answer before'),
}

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    /** Absent on the last page. */
    nextCursor: z.string().optional(),
  })
}

/** ISO 8601 in UTC, as every time in the contract. */
export const Timestamp = z.iso.datetime()
