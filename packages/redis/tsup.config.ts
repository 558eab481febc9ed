import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/*.test-d.ts', '!src/**/*.bench.ts'],
  format: 'esm',
  // The output keeps the files of `src` separate. In a single bundled file, `import * as operations` could not be
  // tree-shaken.
  bundle: false,
  target: 'es2022',
  clean: true,
  dts: false,
});
