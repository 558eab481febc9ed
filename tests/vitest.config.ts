import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Tests use the packages' sources: the condition `@pkg/source` resolves `@pkg/*` to `src`.
const conditions = ['@pkg/source', 'node', 'import', 'module', 'default'];

const include = (globs: readonly string[]) => globs.map((glob) => `${glob}/**/*.test.{ts,tsx}`);

// The test files of these folders share loaded modules. Loading the modules for each file would take a fifth of the
// total time. These test files must not change the state of a module.
const sharing = include([
  'packages/*/src',
  'packages/*/test',
  'tests/{book,contract,demo,documented,fuzz,layers,repository,rules,secrets,simulator,size,streams}',
]);
// `npm run test:installed` runs the tests that install packages from the registry.
const installing = process.env.INSTALLED ? [] : ['tests/installed/npm-install.test.ts'];
const exclude = ['**/node_modules/**', '**/dist/**', 'tests/browser/**', ...installing];

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    setupFiles: ['tests/support/preload.ts'],
    testTimeout: process.env.LONG ? 600_000 : 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 4,
    projects: [
      {
        extends: true,
        test: {
          name: 'modules',
          isolate: false,
          setupFiles: ['tests/support/preload-all.ts'],
          include: sharing,
          exclude,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: include(['tests', 'bench', 'apps/docs', 'examples/*/{src,test}']),
          exclude: [...exclude, ...sharing],
        },
      },
    ],
  },
});
