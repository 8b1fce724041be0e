import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { HeaviestFirst } from './test/harness/heaviest-first.ts'
import { cacheFolder } from './tools/platform-home.mjs'

// Where npm has not said so: what control planes have compiled is kept for those that are started after them.
process.env.NODE_COMPILE_CACHE ??= join(cacheFolder(process.env), 'compiled')

/**
 * Tests start real servers, and wait for them a fifth of the time: three files at once, each in a process of its own,
 * keep two cores at work. The limits are for a machine that is busy with other things as well.
 */
export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.{ts,tsx}',
      'test/**/*.test.ts',
      'tools/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    pool: 'forks',
    maxWorkers: 3,
    sequence: { sequencer: HeaviestFirst },
    globalSetup: 'test/harness/test-run.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
  },
})
