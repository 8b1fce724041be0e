import { BULK_AT_ONCE_MAX, drainShard, listBulk } from '@aipress/contract/bulk.ts'
import { AipressError } from '@aipress/contract/errors.ts'
import type { ShardSummary } from '@aipress/contract/shards.ts'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { refresh, useAction } from '../client/queries.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { SelectField } from '../ui/field.tsx'
import { toast } from '../ui/toast.tsx'
import { refreshShards } from './use-shard-operation.ts'

interface DrainDialogProps {
  shard: ShardSummary
  onClose: () => void
}

const AT_ONCE = [1, 2, 4, 8, BULK_AT_ONCE_MAX]

export function DrainDialog({ shard, onClose }: DrainDialogProps) {
  const navigate = useNavigate()
  const [atOnce, setAtOnce] = useState(2)
  const [makeShards, setMakeShards] = useState(false)
  const drain = useAction(drainShard, {
    onSuccess: ({ bulk, stay }) => {
      refreshShards()
      refresh(listBulk)
      onClose()
      const staying = stay.map(({ reason, names }) => `${names.join(', ')}: ${reason}`).join('; ')
      const none = staying === '' ? 'there is none to move' : `none is moved (${staying})`
      if (bulk === undefined) toast.good(`${shard.shardId} takes no new sites, and ${none}`)
      else void navigate({ to: '/bulk/$bulkId', params: { bulkId: bulk.bulkId } })
    },
  })
  const full = drain.error instanceof AipressError && drain.error.code === 'shard_full'
  return (
    <Dialog title={`Drain ${shard.shardId}?`} onClose={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          drain.mutate({ shard: shard.shardId, atOnce, makeShards })
        }}
      >
        <p className="text-soft">
          It takes no new sites, and its {shard.sites === 1 ? 'site moves' : `${shard.sites} sites move`} to
          shards with room while they serve. Visitors notice nothing; pinned sites stay.
        </p>
        <SelectField
          label="Sites at once"
          hint="More is faster and takes more of the disks and the network."
          value={String(atOnce)}
          onChange={({ target }) => setAtOnce(Number(target.value))}
          options={AT_ONCE.map((count) => ({ value: String(count), label: String(count) }))}
        />
        <label className="flex cursor-pointer gap-2.5 text-sm">
          <input
            type="checkbox"
            checked={makeShards}
            onChange={({ target }) => setMakeShards(target.checked)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>
            Make new shards where the others have no room
            <span className="block text-soft">Otherwise nothing begins unless all sites fit.</span>
          </span>
        </label>
        <FailureNote error={drain.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          {full && !makeShards ? (
            <Button
              look="primary"
              busy={drain.isPending}
              onClick={() => {
                setMakeShards(true)
                drain.mutate({ shard: shard.shardId, atOnce, makeShards: true })
              }}
            >
              Make shards and drain
            </Button>
          ) : (
            <Button type="submit" look="primary" busy={drain.isPending}>
              Drain shard
            </Button>
          )}
        </DialogActions>
      </form>
    </Dialog>
  )
}
