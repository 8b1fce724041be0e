import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openCgroups, removeCgroups } from '@aipress/control-plane/drivers/local/cgroups.ts'
import { layoutOf } from '@aipress/control-plane/drivers/local/layout.ts'
import { uidsOfShard } from '@aipress/control-plane/drivers/local/slot-user.ts'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { isolationNotes } from './isolation.ts'

/** A shard whose PHP is a program that was started like this. */
async function openShard(...start: string[]) {
  const home = await mkdtemp(join(tmpdir(), 'aipress-notes-'))
  const layout = layoutOf(home)
  const { pid } = layout.shard('shard-001').php
  const program = execa(
    'setpriv',
    ['--pdeathsig', 'KILL', ...start, 'sh', '-c', 'echo ready; exec sleep 600'],
    {
      reject: false,
      buffer: false,
    },
  )
  await new Promise((resolve) => program.stdout.once('data', resolve))
  await mkdir(dirname(pid), { recursive: true })
  await writeFile(pid, String(program.pid))
  const { first, last } = uidsOfShard(home, 1)
  const rule = ['priority', '8101', 'uidrange', `${first}-${last}`, 'to', '169.254.0.0/16', 'prohibit']
  return {
    layout,
    rule: (verb: 'add' | 'del') => execa('ip', ['-4', 'rule', verb, ...rule]),
    async [Symbol.asyncDispose]() {
      program.kill('SIGKILL')
      await program
      await removeCgroups(home)
      await rm(home, { recursive: true, force: true })
    },
  }
}

test('whoever starts a platform hears what its machine does not permit', async () => {
  await using shard = await openShard()
  expect(await isolationNotes(shard.layout, shard.layout.home)).toEqual([
    expect.stringContaining('permits no namespaces'),
    expect.stringContaining('permits no routing rules'),
    expect.stringContaining('permits no cgroups'),
  ])
})

test('nothing is noted where sites are kept apart', async () => {
  await using shard = await openShard('unshare', '--ipc', '--')
  const permitsCgroups = (await openCgroups(shard.layout.home)).available
  await shard.rule('add')
  try {
    const notes = await isolationNotes(shard.layout)
    expect(notes.filter((note) => permitsCgroups || !note.includes('no cgroups'))).toEqual([])
  } finally {
    await shard.rule('del')
  }
})
