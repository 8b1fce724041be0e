/**
 * Who takes much of the processors for long gets a smaller share while others want them: each site saves up credits
 * at the rate that its tier may take for good, and spends one with each second of processor time. One that has none
 * left is `spent` until it has saved a quarter of what it can save again. Where nobody else wants the processors, a
 * small share is as good as a large one, so a busy site on a quiet machine loses nothing.
 */
export interface CpuCredits {
  readonly seconds: number
  /** What the site had used in all at `atMs`. */
  readonly usedSeconds: number
  readonly atMs: number
  readonly isSpent: boolean
}

/** Credits are saved up for so long: enough for a plugin's installation, or the first minute of a crowd. */
const SAVED_UP_SECONDS = 16
export const FULL_AFTER_MS = SAVED_UP_SECONDS * 1_000

/** Of what can be saved: so much must be there again until the share is the whole one. */
const RECOVERED = 0.25

/** `sustained` is in processors, as in all of these. */
export const fullCredits = (sustained: number, usedSeconds: number, atMs: number): CpuCredits => ({
  seconds: sustained * SAVED_UP_SECONDS,
  usedSeconds,
  atMs,
  isSpent: false,
})

/**
 * A counter that is lower than it was began anew with the site's cgroup. `besidesSeconds` is what was used for the site
 * elsewhere since then.
 */
export function countCredits(
  before: CpuCredits,
  sustained: number,
  { usedSeconds, besidesSeconds = 0 }: { usedSeconds: number; besidesSeconds?: number },
  atMs: number,
): CpuCredits {
  const most = sustained * SAVED_UP_SECONDS
  const own = usedSeconds < before.usedSeconds ? usedSeconds : usedSeconds - before.usedSeconds
  const used = own + besidesSeconds
  const saved = (sustained * (atMs - before.atMs)) / 1_000
  const seconds = Math.min(most, Math.max(0, before.seconds + saved - used))
  const isSpent = before.isSpent ? seconds < most * RECOVERED : seconds === 0
  return { seconds, usedSeconds, atMs, isSpent }
}
