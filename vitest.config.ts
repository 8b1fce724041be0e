import { defineConfig } from 'vitest/config'

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
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
  },
})
