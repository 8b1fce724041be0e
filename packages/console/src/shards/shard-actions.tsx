import { retireShard, type ShardSummary, undrainShard } from '@aipress/contract/shards.ts'
import { useState } from 'react'
import { BulkDialog } from '../bulk/bulk-dialog.tsx'
import { useAction } from '../client/queries.ts'
import { useMe } from '../sign-in/session.ts'
import { reasonOf } from '../sites/site-can.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/confirm-dialog.tsx'
import { toast } from '../ui/toast.tsx'
import { DrainDialog } from './drain-dialog.tsx'
import { shardCan } from './shard-can.ts'
import { refreshShards, useShardOperation } from './use-shard-operation.ts'

export function ShardActions({ shard }: { shard: ShardSummary }) {
  const me = useMe()
  const [dialog, setDialog] = useState<'move' | 'drain' | 'retire'>()
  const close = () => setDialog(undefined)
  if (shard.state === 'retired') return null
  return (
    <>
      <Button disabledReason={reasonOf(shardCan.moveSites(shard, me))} onClick={() => setDialog('move')}>
        Move sites…
      </Button>
      {shard.state === 'draining' ? (
        <UndrainButton shard={shard} />
      ) : (
        <Button disabledReason={reasonOf(shardCan.drain(shard, me))} onClick={() => setDialog('drain')}>
          Drain…
        </Button>
      )}
      <Button
        look="danger"
        disabledReason={reasonOf(shardCan.retire(shard, me))}
        onClick={() => setDialog('retire')}
      >
        Retire…
      </Button>
      {dialog === 'move' && <BulkDialog filter={{ shard: shard.shardId }} kind="move" onClose={close} />}
      {dialog === 'drain' && <DrainDialog shard={shard} onClose={close} />}
      {dialog === 'retire' && <RetireDialog shard={shard} onClose={close} />}
    </>
  )
}

function UndrainButton({ shard }: { shard: ShardSummary }) {
  const undrain = useAction(undrainShard, {
    onSuccess: () => {
      refreshShards()
      toast.good(`${shard.shardId} takes sites again`)
    },
    onError: toast.error,
  })
  return (
    <Button
      busy={undrain.isPending}
      disabledReason={reasonOf(shardCan.undrain(shard, useMe()))}
      onClick={() => undrain.mutate({ shard: shard.shardId })}
    >
      Stop draining
    </Button>
  )
}

interface DialogProps {
  shard: ShardSummary
  onClose: () => void
}

function RetireDialog({ shard, onClose }: DialogProps) {
  const retire = useShardOperation(retireShard, {
    done: ({ shardId }) => `${shardId} is retired`,
    onStarted: onClose,
  })
  return (
    <ConfirmDialog
      title={`Retire ${shard.shardId}?`}
      confirmLabel="Retire shard"
      typed={shard.shardId}
      busy={retire.isPending}
      error={retire.error}
      onConfirm={() => retire.mutate({ shard: shard.shardId })}
      onClose={onClose}
    >
      <p>Its servers and all their data are removed for good, and its number is not used again.</p>
      <p>No site is on it, so no visitor notices.</p>
    </ConfirmDialog>
  )
}
