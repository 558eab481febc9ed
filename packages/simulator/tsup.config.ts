import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/*.test-d.ts', '!src/**/*.bench.ts'],
  format: 'esm',
  // The files of dist mirror those of src, because a bundled `import * as operations` would defeat tree-shaking.
  bundle: false,
  target: 'es2022',
  clean: true,
  dts: false,
});
