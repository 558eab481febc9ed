import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/*.test-d.ts', '!src/**/*.bench.ts'],
  format: 'esm',
  // The files of `dist` correspond to those of `src`. In a bundle of one file, `import * as operations` would prevent
  // tree shaking.
  bundle: false,
  target: 'es2022',
  clean: true,
  dts: false,
});
