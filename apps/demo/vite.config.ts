import { defineConfig } from 'vite';

const conditions =
  process.env.NODE_ENV === 'production'
    ? ['browser', 'module', 'import', 'default']
    : ['@pkg/source', 'browser', 'module', 'import', 'default'];

export default defineConfig({
  // Relative addresses, so that the built page works in any folder of any host.
  base: './',
  // In development the page uses the packages' sources. The built page uses the files that are published.
  resolve: { conditions },
  worker: { format: 'es' },
  // The page's policy forbids `data:` addresses of fonts.
  build: { target: 'es2022', sourcemap: true, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
