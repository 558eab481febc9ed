/**
 * The layers of each package, lowest first. An entry is a file, or a folder with its subfolders. If several entries
 * match a file, the longest entry is its layer. A file may import values and types only from its own layer and from
 * lower layers.
 */
export const layers: Readonly<Record<string, readonly string[]>> = {
  'packages/core': [
    'errors',
    'platform',
    'decimal',
    'encoding',
    'signing',
    'operations',
    'events/clock-event.ts',
    'events/connection-events.ts',
    'events/watch.ts',
    'limits',
    'rules',
    'client/context.ts',
    'transports',
    'request',
    'client',
    'events',
    'internal',
    'index.ts',
    'node.ts',
  ],
  'packages/streams': [
    'arguments.ts',
    'code-not-loaded.ts',
    'stream-errors.ts',
    'stream-names.ts',
    'symbol-of.ts',
    'events',
    'topics.ts',
    'scan',
    'book',
    'connection',
    'api',
    'market',
    'user',
    'binance-socket-manager.ts',
    'depth',
    'index.ts',
    'node.ts',
  ],
  'packages/simulator': [
    'refusals',
    'engine/types',
    'assumptions',
    'engine/settings',
    'engine/model/filters',
    'engine/model',
    'engine/matching',
    'engine/orders',
    'engine/driven',
    'engine/lists',
    'engine/queries',
    'engine/persistence',
    'engine',
    'random',
    'time',
    'faults',
    'market-data',
    'protocol',
    'streams',
    'sources',
    'network',
    'exchange',
    'mirror',
    'backtest',
    'server',
    'worker',
    'index.ts',
    'msw.ts',
    'node.ts',
    'worker.ts',
    'mirror.ts',
    'bin.node.ts',
  ],
  'packages/redis': ['connection', 'options.ts', 'scripts', 'windows', 'fleet', 'redis-limits.node.ts', 'index.ts'],
  'apps/demo': [
    'format.ts',
    'format-time.ts',
    'dom.ts',
    'frame.ts',
    'worker',
    'order',
    'session',
    'views',
    'shell',
    'main.tsx',
  ],
};

/**
 * For each package, the npm packages and other packages of this project that its files may import, including subpaths
 * such as `ky/…`.
 */
export const outsideImports: Readonly<Record<string, readonly string[]>> = {
  'packages/core': ['ky', 'big.js'],
  'packages/streams': ['@pkg/core', 'isomorphic-ws', 'ws'],
  'packages/simulator': ['@pkg/core', '@noble/curves', '@noble/hashes'],
  'packages/redis': ['@pkg/core'],
  'apps/demo': [
    '@pkg/core',
    '@pkg/streams',
    '@pkg/simulator',
    'lightweight-charts',
    'preact',
    '@preact/signals',
    '@fontsource-variable/figtree',
  ],
};

/**
 * Further npm packages and packages of this project that only the named files or folders may import. Files named
 * `node.ts` or `*.node.ts` may also import modules of Node.
 */
export const outsideImportsOfFiles: Readonly<Record<string, readonly string[]>> = {
  'packages/simulator/src/msw.ts': ['msw'],
  'packages/simulator/src/mirror': ['@pkg/streams'],
};

/**
 * The part of the simulator that is a client of another exchange. It may import values from all public entry points of
 * core.
 */
export const clientOfSimulator = 'packages/simulator/src/mirror';

/**
 * The entry points of core from which the simulator may import values. The folder {@link clientOfSimulator} may import
 * values from all public entry points, and the whole simulator may import types from them.
 */
export const valuesForSimulator: readonly string[] = ['@pkg/core/operations'];
