import { defineConfig } from 'vite';

const conditions =
  process.env.NODE_ENV === 'production'
    ? ['browser', 'module', 'import', 'default']
    : ['@pkg/source', 'browser', 'module', 'import', 'default'];

/**
 * Matches the files of one chunk: the order form, the account and the order rules. The page loads this chunk when the
 * first book is live.
 */
const trading =
  /apps.demo.src.(?:order|shell.(?:order|histories|notices|number|shortcuts|use)|session.(?:account|orders|trading|history))|big\.js|packages.(?:core|streams).dist.(?:decimal|rules|user|api)\b/;

export default defineConfig({
  // With relative URLs, the built page works in any folder of any host.
  base: './',
  // During development the page uses the sources of the packages. The built page uses the files that are published.
  resolve: { conditions },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    sourcemap: true,
    // The page's Content-Security-Policy forbids fonts in `data:` URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A few large files compress better than many small files.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', tags: ['$initial'] },
            // Every client loads the code for refused requests when it is created. Some of this code is also used by
            // user data.
            {
              name: 'refusals',
              test: /packages.core.dist.(?:request.refusal-details|errors.error-code-names|encoding.redact-data)/,
            },
            // A client with a key loads the code for signed calls when it is created.
            { name: 'signing', test: /packages.core.dist.signing\b/ },
            { name: 'trading', test: trading },
          ],
        },
      },
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
