import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Tests run on the packages' sources: this condition resolves `@pkg/*` to `src`.
const conditions = ['@pkg/source', 'node', 'import', 'module', 'default'];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/test/**/*.test.ts',
      'tests/**/*.test.ts',
      'bench/**/*.test.ts',
      'apps/docs/**/*.test.ts',
      'examples/*/{src,test}/**/*.test.{ts,tsx}',
    ],
    exclude: ['**/node_modules/**', '**/dist/**', 'tests/browser/**'],
    setupFiles: ['tests/support/preload.ts'],
    testTimeout: process.env.LONG ? 600_000 : 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
