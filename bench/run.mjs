// Runs a bench: `node bench/run.mjs rest` bundles bench/rest/index.ts with the packages' sources and starts it.
// Further arguments go to the bench. Other libraries are not bundled but loaded from node_modules.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [name, ...rest] = process.argv.slice(2);
const folder = fileURLToPath(new URL('.', import.meta.url));
const outfile = `${folder}node_modules/.bench/${name}.mjs`;

await build({
  entryPoints: [`${folder}${name}/index.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  conditions: ['@pkg/source'],
  logLevel: 'error',
  plugins: [
    {
      name: 'peers stay outside',
      setup(plugin) {
        plugin.onResolve({ filter: /^[^./#]/ }, ({ path, kind }) =>
          path.startsWith('@pkg/') || kind === 'entry-point' ? undefined : { path, external: true },
        );
      },
    },
  ],
});

const child = spawn(process.execPath, ['--expose-gc', outfile, ...rest], { stdio: 'inherit' });
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
