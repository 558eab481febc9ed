import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './workspace.mjs';

// Runs the client against the simulated exchange, one run per seed: npm run simulate -- --help. It needs no build,
// because it bundles the sources into one file.

const folder = join(root, 'tests', 'node_modules', '.cache');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `simulate-${process.pid}.mjs`);
await build({
  entryPoints: [join(root, 'tests', 'simulation', 'command.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  conditions: ['@pkg/source'],
  external: ['ws', 'msw'],
  // isomorphic-ws is a CommonJS module.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'warning',
});
const child = spawn(process.execPath, [outfile, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
child.on('exit', (code) => {
  rmSync(outfile);
  process.exitCode = code ?? 1;
});
