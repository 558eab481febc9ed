import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/**/*.ts', '!src/**/*.test.ts', '!src/**/*.test-d.ts', '!src/**/*.bench.ts'],
  format: 'esm',
  // Each file of `src` becomes a file of `dist`, because `imports` in `package.json` names the files for each platform.
  bundle: false,
  target: 'es2022',
  clean: true,
  dts: false,
});
