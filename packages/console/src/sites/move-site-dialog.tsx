import { moveSite, type Site } from '@aipress/contract/sites.ts'
import { useState } from 'react'
import { ShardField } from '../shards/shard-field.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { FailureNote } from '../ui/failure.tsx'
import { useSiteOperation } from './use-site-operation.ts'

interface MoveSiteDialogProps {
  site: Site
  onClose: () => void
}

function reasonAgainst(site: Site, target: string): string | undefined {
  if (site.pinned) return 'It is pinned: unpin it first.'
  return target === site.shardId ? 'It is there already.' : undefined
}

export function MoveSiteDialog({ site, onClose }: MoveSiteDialogProps) {
  const [to, setTo] = useState('')
  const target = to.trim()
  const move = useSiteOperation(moveSite, {
    done: ({ title }) => `${title} has moved`,
    onStarted: onClose,
  })
  return (
    <Dialog title={`Move ${site.title}`} onClose={onClose}>
      <form
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault()
          move.mutate({ site: site.name, ...(target === '' ? {} : { to: target }) })
        }}
      >
        <p className="text-soft">
          It lives on <strong className="font-medium text-ink">{site.shardId}</strong> and goes on serving
          while it is copied. For a moment, usually under two seconds, writes wait; then it switches. Visitors
          notice nothing, and its address stays.
        </p>
        <ShardField value={to} onChange={setTo} except={site.shardId} />
        {site.pinned && (
          <p className="rounded-lg bg-warn-soft px-3.5 py-2.5 text-sm">
            It is pinned to its shard, and nothing moves it as long as it is. Unpin it first, under Placement.
          </p>
        )}
        <FailureNote error={move.error} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={move.isPending}
            disabledReason={reasonAgainst(site, target)}
          >
            {target === '' ? 'Move site' : `Move to ${target}`}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
