import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/*.test-d.ts', '!src/**/*.bench.ts'],
  format: 'esm',
  // dist mirrors src: a bundled `import * as operations` defeats tree-shaking.
  bundle: false,
  target: 'es2022',
  clean: true,
  dts: false,
});
