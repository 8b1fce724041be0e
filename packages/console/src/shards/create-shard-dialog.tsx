import { createShard, type ShardSummary } from '@aipress/contract/shards.ts'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { SelectField, TextField } from '../ui/field.tsx'
import { useShardOperation } from './use-shard-operation.ts'

interface CreateShardDialogProps {
  shards: readonly ShardSummary[]
  onClose: () => void
}

export function CreateShardDialog({ shards, onClose }: CreateShardDialogProps) {
  const navigate = useNavigate()
  const [region, setRegion] = useState('')
  const [group, setGroup] = useState('')
  const create = useShardOperation(createShard, {
    done: ({ shardId }) => `${shardId} is ready for sites`,
    onStarted: ({ shard }) => {
      onClose()
      void navigate({ to: '/shards/$shardId', params: { shardId: shard.shardId } })
    },
  })
  const regions = [...new Set(shards.map((shard) => shard.region))].toSorted()
  const groups = [...new Set(shards.map((shard) => shard.controlGroup))].toSorted((a, b) => a - b)
  return (
    <Dialog title="New shard" onClose={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate({
            ...(region === '' ? {} : { region }),
            ...(group === '' ? {} : { controlGroup: Number(group) }),
          })
        }}
      >
        <p className="text-soft">
          Shards are also made by themselves when room runs low. This makes one now; it takes a minute or two.
        </p>
        <TextField
          label="Region"
          hint="Where its servers shall be; the platform’s first region when left empty."
          value={region}
          onChange={({ target }) => setRegion(target.value.toLowerCase().trim())}
          list="shard-regions"
          placeholder={regions[0] ?? 'europe-west1'}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={40}
        />
        <datalist id="shard-regions">
          {regions.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <SelectField
          label="Control group"
          value={group}
          onChange={({ target }) => setGroup(target.value)}
          options={[
            { value: '', label: 'The one with the fewest shards' },
            ...groups.map((each) => ({ value: String(each), label: `Control group ${each}` })),
          ]}
        />
        <FailureNote error={create.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            Make shard
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
