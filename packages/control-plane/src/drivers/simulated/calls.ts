import { setTimeout as delay } from 'node:timers/promises'
import { AipressError } from '@aipress/contract'
import type { Chance, Fate } from './chance.ts'
import type { FigureBook } from './figures.ts'
import type { CallKind, WorldSettings } from './world-options.ts'

export interface Call<T> {
  readonly kind: CallKind
  /** Whose call it is, for chance: mostly a shard. */
  readonly subject: string
  readonly signal: AbortSignal
  /** Fails where what the call needs does not work. Asked again after a wait. */
  reachable?(): void
  /** What the cloud does before it starts to work: it checks, counts quotas, and notes what is under way. */
  begin?(fate: Fate): void
  /** All that the call changes or answers, at once, when its time is over. */
  effect(): T
}

export interface Calls {
  make<T>(call: Call<T>): Promise<T>
  /** Resolves after so much simulated time; false where that was none to speak of. */
  wait(simulatedMs: number, signal: AbortSignal): Promise<boolean>
}

/** Below this a timer costs more time than it stands for. */
const WAIT_MS_MIN = 0.5

/**
 * How every call of the simulated cloud goes: it begins, takes its time, and has its effect. A caller that is
 * killed or gives up meanwhile leaves behind what `begin` noted, as with a real cloud.
 */
export function createCalls(settings: WorldSettings, chance: Chance, figures: FigureBook): Calls {
  const wait: Calls['wait'] = async (simulatedMs, signal) => {
    const waitMs = simulatedMs * settings.timeScale
    if (waitMs < WAIT_MS_MIN) return false
    await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted())
    return true
  }
  const reach = (kind: CallKind, reachable: () => void) => {
    try {
      reachable()
    } catch (error) {
      figures.add('failures', `${kind} on a failed shard`, 1)
      throw error
    }
  }
  return {
    wait,
    async make({ kind, subject, signal, reachable, begin, effect }) {
      signal.throwIfAborted()
      const fate = chance.fateOf(kind, subject)
      figures.add('calls', kind, 1)
      if (reachable !== undefined) reach(kind, reachable)
      if (fate.failure !== 'before') begin?.(fate)
      figures.add('waitedSeconds', kind, fate.latencyMs / 1_000)
      const hasWaited = await wait(fate.latencyMs, signal)
      if (hasWaited && reachable !== undefined) reach(kind, reachable)
      if (fate.failure === 'before') throw byChance(kind, figures)
      const result = effect()
      if (fate.failure === 'after') throw byChance(kind, figures)
      return result
    },
  }
}

/** A site that does not come to rest is how freezing fails; all else fails as a cloud's interface does. */
function byChance(kind: CallKind, figures: FigureBook): AipressError {
  figures.add('failures', `${kind} by chance`, 1)
  return kind === 'site.freeze'
    ? new AipressError('site_busy', 'The site does not come to rest.', { hint: 'Try again in a while.' })
    : new AipressError('platform_unavailable', 'Google Cloud did not answer.', {
        hint: 'Nothing needs to be done; it is tried again.',
        context: { kind },
      })
}
