import { defineConfig } from 'vite';

export default defineConfig({
  // In development the page reads the packages' sources; the built page carries what is published.
  resolve: {
    conditions:
      process.env.NODE_ENV === 'production'
        ? ['browser', 'module', 'import', 'default']
        : ['@pkg/source', 'browser', 'module', 'import', 'default'],
  },
  build: { target: 'es2022', sourcemap: true },
});
