import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Debian asks this file before a package starts its daemon; 101 means no. AIPress runs the daemons
 * itself, per platform, and Debian's own would take ports and memory.
 */
const POLICY = '/usr/sbin/policy-rc.d'
const SIGNATURE = '# AIPress: no daemon starts while its packages are installed.'

/** A policy that was there before is put aside and comes back, also after a run that was killed. */
export async function withoutStartingDaemons(work, policy = POLICY) {
  const aside = `${policy}.before-aipress`
  const restore = () => {
    if (existsSync(aside)) renameSync(aside, policy)
    else if (isOurs(policy)) rmSync(policy)
  }
  restore()
  if (existsSync(policy)) renameSync(policy, aside)
  writeFileSync(policy, `#!/bin/sh\n${SIGNATURE}\nexit 101\n`, { mode: 0o755 })
  process.once('exit', restore)
  try {
    return await work()
  } finally {
    restore()
    process.removeListener('exit', restore)
  }
}

function isOurs(policy) {
  return existsSync(policy) && readFileSync(policy, 'utf8').includes(SIGNATURE)
}
