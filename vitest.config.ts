import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Long enough for a property test on a busy machine; nothing here asserts a speed.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
