// Runs a benchmark. For example, `node bench/run.mjs rest` bundles bench/rest/index.ts with the sources of the
// packages, and starts it. Further arguments are passed to the benchmark. Other libraries are not bundled but loaded
// from node_modules. `--save` writes the results to bench/results/NAME.json, from which the documentation draws its
// charts.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [name, ...given] = process.argv.slice(2);
const rest = given.filter((each) => each !== '--save');
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
          /^@(pkg|noble)\//.test(path) || kind === 'entry-point' ? undefined : { path, external: true },
        );
      },
    },
  ],
});

const env = { ...process.env };
if (given.includes('--save')) {
  env.BENCH_RESULTS = `${folder}results/${name}.json`;
  rmSync(env.BENCH_RESULTS, { force: true });
}
const child = spawn(process.execPath, ['--expose-gc', outfile, ...rest], { stdio: 'inherit', env });
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
