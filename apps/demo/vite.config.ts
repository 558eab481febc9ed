import { defineConfig } from 'vite';

const conditions =
  process.env.NODE_ENV === 'production'
    ? ['browser', 'module', 'import', 'default']
    : ['@pkg/source', 'browser', 'module', 'import', 'default'];

/**
 * The files of one chunk, which is loaded when the first book is live: the order form, the account, the order rules, and
 * the operations that no other chunk needs.
 */
const trading = new RegExp(
  [
    'apps/demo/src/(order/|session/(account|orders|trading|history|why))',
    'apps/demo/src/shell/(order|histories|notices|number|shortcuts|type-text|use)',
    'apps/demo/src/style/(form|orders|toasts)',
    'big\\.js',
    'core/dist/(rules|signing/(?!credentials|key-material|lazy-signing|load-signing|signer-types)|transports/split|encoding/(exact-id|hex|redact\\.js)|decimal/(?!format)|client/(spot-client|lazy-order-guard))',
    'core/dist/errors/(not-sent-because|binance-order-(inactive|min|total|unknown))',
    'core/dist/operations/(index|rest-operations|account|session|trade|general/execution|market/(prices|reference))',
    'streams/dist/(user|api|market/read-streams|events/(check-user|conflate|event-queue|field-kinds|size-of)|scan/frame\\.js)',
  ]
    .join('|')
    // On Windows, paths have backslashes.
    .replaceAll('/', '[\\\\/]'),
);

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
        // Each file names the files that it loads, and hashes cannot be compressed. So they are short.
        chunkFileNames: 'assets/[name]-[hash:6].js',
        assetFileNames: 'assets/[name]-[hash:6][extname]',
        codeSplitting: {
          groups: [
            // This chunk has only the files that match `trading`, without the files that they import. Most of these are
            // in the first chunk anyway.
            { name: 'trading', test: trading, includeDependenciesRecursively: false },
            { name: 'first', tags: ['$initial'] },
            // Every new client loads the code for refused requests. This code is a chunk of its own, because the code
            // for user data uses a part of it too.
            {
              name: 'refusals',
              test: /packages.core.dist.(?:request.refusal-details|errors.error-code-names|encoding.redact-data)/,
            },
            // `chart` has the chart's library and the candles. `panels` has the panels of the chart and of the trades,
            // which the page shows while `chart` is still loading.
            { name: 'panels', test: /demo.src.(?:shell.(?:chart|tape)-|session.candle|views.tape|format-time)/ },
            { name: 'chart', test: /demo.src.views.(?:candles|order-lines)/ },
          ],
        },
      },
    },
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
