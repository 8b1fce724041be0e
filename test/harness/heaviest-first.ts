import { readFileSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** A suite is written elsewhere, so that the size of the file says nothing: they are among those that take longest. */
const LONG_SUITE = /\bdescribe(Workflow|ShardHost|SiteHost)\(/
/** With servers of its own a file takes a minute, without them some seconds. */
const OWN_SERVERS =
  /\b(startLocalCloud|openHosts|startShard|startTwoShards|startWorld|visits)\(|\/(cached-sites|owners-support|roles-support)\.ts'/

/** What takes longest comes first, so that at the end no processor waits for a single file. */
export class HeaviestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const weighed = files.map((file) => ({ file, ...weightOf(readFileSync(file.moduleId, 'utf8')) }))
    return weighed.sort((a, b) => b.rank - a.rank || b.size - a.size).map(({ file }) => file)
  }
}

function weightOf(text: string): { rank: number; size: number } {
  const rank = LONG_SUITE.test(text) ? 2 : OWN_SERVERS.test(text) ? 1 : 0
  return { rank, size: text.length }
}
