import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from './scripts/browser.mjs';

const executablePath = findBrowser();
const measuring = /(?:figures|scale)\.spec\.ts$/;

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 2,
  // On a busy machine a step may miss its deadline. A test that passes only at its second try is listed as flaky.
  retries: 1,
  // Tests that measure frames, memory and whole markets run alone, after all others.
  projects: [
    { name: 'tests', testIgnore: measuring },
    { name: 'measurements', testMatch: measuring, workers: 1, dependencies: ['tests'] },
  ],
  // The names of the pictures do not depend on the project.
  snapshotPathTemplate: '{testDir}/{testFilePath}-snapshots/{arg}-{platform}{ext}',
  timeout: 60_000,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    headless: true,
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: browserFlags },
  },
});
