import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './workspace.mjs';

const sources = join(root, 'packages');

/**
 * Files of the client that keep a loaded module, each with the name of the variable that holds the module. Each run of
 * the simulation first clears the variable, so that the module is loaded again.
 */
const LOADED = {
  'streams/src/market/load-upkeep.ts': 'loaded',
  'core/src/signing/load-signing.ts': 'loadedSigning',
  'core/src/request/load-refusal-details.ts': 'refusalDetails',
};

/**
 * Bundles a file of `tests/simulation` and the sources of the client into one file. In the bundle, each `import()` of
 * the client calls `simulatedLoad` instead, which can let the import fail. `plant` is a bug to plant into the bundle.
 */
export async function bundleSimulation(entry, outfile, plant) {
  await build({
    entryPoints: [join(root, 'tests', 'simulation', entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@pkg/source'],
    external: ['ws', 'msw', 'esbuild'],
    // isomorphic-ws is a CommonJS module, so the bundled file needs the function `require`.
    banner: {
      js:
        "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); " +
        'globalThis.simulatedLoad ??= (load) => load();',
    },
    logLevel: 'warning',
    plugins: [
      {
        name: 'simulation',
        setup({ onLoad }) {
          onLoad({ filter: /packages.(core|streams).src.*\.ts$/ }, ({ path }) => {
            const file = path.slice(sources.length + 1).replaceAll('\\', '/');
            let text = readFileSync(path, 'utf8');
            if (plant?.file === file) text = withPlant(text, plant);
            text = text.replace(/(?<!typeof )import\(('[^']+')\)/g, 'globalThis.simulatedLoad(() => import($1))');
            const variable = LOADED[file];
            if (variable) text += `;(globalThis.simulatedResets ??= []).push(() => { ${variable} = undefined; });`;
            return { contents: text, loader: 'ts' };
          });
        },
      },
    ],
  });
}

/** Returns the text of a source file with a bug planted into it. */
export function withPlant(text, { name, find, replace }) {
  const parts = text.split(find);
  if (parts.length !== 2) throw new Error(`plant ${name}: expected its text once, found it ${parts.length - 1} times`);
  return parts.join(replace);
}
