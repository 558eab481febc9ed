import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/*.test-d.ts', '!src/**/*.bench.ts'],
  format: 'esm',
  // Each file of src becomes one file of dist. In a bundle, `import * as operations` would prevent tree-shaking.
  bundle: false,
  target: 'es2022',
  clean: true,
  dts: false,
});
