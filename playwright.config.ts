import { defineConfig } from '@playwright/test';
import { browserFlags, findBrowser } from './scripts/browser.mjs';

const executablePath = findBrowser();
const measuring = /(?:figures|scale|throttled)\.spec\.ts$/;

export default defineConfig({
  testDir: 'tests/browser',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 2,
  // On a busy machine a step may miss its deadline. A test that passes only at its second try is listed as flaky.
  retries: 1,
  // Tests that measure the frame rate, the memory or whole markets run alone, after all other tests.
  projects: [
    { name: 'tests', testIgnore: measuring },
    { name: 'measurements', testMatch: measuring, workers: 1, dependencies: ['tests'] },
  ],
  // The file names of screenshots do not contain the name of the Playwright project.
  snapshotPathTemplate: '{testDir}/{testFilePath}-snapshots/{arg}-{platform}{ext}',
  timeout: 60_000,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    headless: true,
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: browserFlags },
  },
});
