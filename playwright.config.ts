import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

/** Debian's own Chromium, or one that is named; Playwright's own is taken where it was installed. */
const chromium = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
)
/** Chromium's sandbox does not run as root. This is for the browser of the tests only. */
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  globalSetup: './test/e2e/build-once.ts',
  outputDir: 'node_modules/.cache/e2e',
  // One window at a time: its engine computes on the second core.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    launchOptions: { ...(chromium === undefined ? {} : { executablePath: chromium }), args: asRoot },
    actionTimeout: 20_000,
    trace: 'off',
  },
})
