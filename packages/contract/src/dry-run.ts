import { z } from 'zod'

/** What a call would do, as far as it can be told without doing it. */
export const DryRun = z.object({
  dryRun: z.literal(true),
  action: z.string(),
  /** What would be done, and to what. */
  title: z.string(),
  /**
   * False where all is as asked already. Otherwise everything that is checked before the first effect was found to
   * be right: who may, what is named, its state, limits and room.
   */
  wouldChange: z.boolean(),
  /** In sentences; then the arguments, one by one. */
  effects: z.array(z.string()),
  /** What a person must type before it is done. */
  confirm: z.string().optional(),
})
export type DryRun = z.infer<typeof DryRun>
