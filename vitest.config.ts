import { defineConfig } from 'vitest/config'

/**
 * Tests start real servers, so two files at a time are what two cores carry, each in a process of its
 * own. The limits are for a machine that is busy with other things as well.
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
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
  },
})
