import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/*.test-d.ts', '!src/**/*.bench.ts'],
  format: 'esm',
  // The output keeps the files of src, because `import * as operations` cannot be tree-shaken in a bundle.
  bundle: false,
  target: 'es2022',
  clean: true,
  dts: false,
});
