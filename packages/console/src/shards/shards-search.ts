import { ShardState } from '@aipress/contract/shards.ts'

export interface ShardsSearch {
  /** Regions when left out. */
  by?: 'group' | undefined
  state?: ShardState | undefined
}

/** From the address bar; what makes no sense is left out. */
export function parseShardsSearch(raw: Record<string, unknown>): ShardsSearch {
  const state = ShardState.safeParse(raw.state)
  return {
    ...(raw.by === 'group' ? { by: 'group' } : {}),
    ...(state.success ? { state: state.data } : {}),
  }
}
