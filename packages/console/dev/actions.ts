import type { AnyAction } from '@aipress/contract/action.ts'
import {
  drainShard,
  listBulk,
  previewBulk,
  resumeBulk,
  showBulk,
  startBulk,
  stopBulk,
} from '@aipress/contract/bulk.ts'
import { ACTIONS } from '@aipress/contract/index.ts'
import { cancelOperation } from '@aipress/contract/operations.ts'
import { createShard, mapShards, retireShard, showShard, undrainShard } from '@aipress/contract/shards.ts'
import { changeSiteTier, labelSite, moveSite, pinSite } from '@aipress/contract/sites.ts'

/** What the console calls, whether or not the control plane answers all of it yet. */
export const DEV_ACTIONS: readonly AnyAction[] = [
  ...new Set<AnyAction>([
    ...ACTIONS,
    ...[moveSite, pinSite, labelSite, changeSiteTier, cancelOperation],
    ...[mapShards, showShard, createShard, undrainShard, retireShard, drainShard],
    ...[previewBulk, startBulk, listBulk, showBulk, stopBulk, resumeBulk],
  ]),
]
