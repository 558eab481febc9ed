import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSimulation } from './simulation-bundle.mjs';
import { root } from './workspace.mjs';

// Runs the client against the simulated exchange, one run for each seed: npm run simulate -- --help. It needs no build,
// because it bundles the sources into one file.

const folder = join(root, 'tests', 'node_modules', '.cache');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `simulate-${process.pid}.mjs`);
await bundleSimulation('command.ts', outfile);
const child = spawn(process.execPath, ['--expose-gc', outfile, ...process.argv.slice(2)], { stdio: 'inherit' });
child.on('exit', (code) => {
  rmSync(outfile);
  process.exitCode = code ?? 1;
});
