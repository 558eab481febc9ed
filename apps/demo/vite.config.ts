import { defineConfig } from 'vite';

export default defineConfig({
  // In development the page uses the packages' sources. The built page uses the files that are published.
  resolve: {
    conditions:
      process.env.NODE_ENV === 'production'
        ? ['browser', 'module', 'import', 'default']
        : ['@pkg/source', 'browser', 'module', 'import', 'default'],
  },
  build: { target: 'es2022', sourcemap: true },
});
