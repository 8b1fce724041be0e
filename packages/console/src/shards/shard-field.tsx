import { mapShards } from '@aipress/contract/shards.ts'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { queryOf } from '../client/queries.ts'
import { TextField } from '../ui/field.tsx'
import { loadWords } from './load-bar.tsx'

interface ShardFieldProps {
  value: string
  onChange: (shard: string) => void
  /** The shard that is no choice, for the site is on it. */
  except?: string
}

/** A shard to move to, with how full it is; empty for the one that the platform chooses. */
export function ShardField({ value, onChange, except }: ShardFieldProps) {
  const listId = useId()
  const shards = useQuery(queryOf(mapShards, {})).data?.items ?? []
  const open = shards.filter(
    ({ shardId, state, sites, sitesMax }) => shardId !== except && state === 'healthy' && sites < sitesMax,
  )
  const chosen = shards.find(({ shardId }) => shardId === value.trim())
  return (
    <>
      <TextField
        label="To shard"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        list={listId}
        hint={
          chosen === undefined
            ? 'Left empty, the platform takes the least loaded one that fits.'
            : `${chosen.region}: ${loadWords(chosen)}`
        }
        placeholder="Automatic"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={40}
      />
      <datalist id={listId}>
        {open.map((shard) => (
          <option key={shard.shardId} value={shard.shardId}>
            {shard.region}, {loadWords(shard)}
          </option>
        ))}
      </datalist>
    </>
  )
}
