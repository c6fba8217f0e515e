import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Long enough for a property test on a busy machine; nothing here asserts a speed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Several files wait for processes and clocks most of the time: on a machine of two cores one worker alone would leave both idle.
    maxWorkers: '100%',
  },
})
