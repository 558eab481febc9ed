import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './workspace.mjs';

// Installs and builds what is not yet, then starts the simulated exchange and the demo page and prints its address.

await install();
await build();

const children = [
  start('packages/simulator', ['bin/binance-simulator.js', '--port', process.env.SIMULATOR_PORT ?? '8080']),
  start('apps/demo', ['server.mjs']),
];

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);

function start(folder, args) {
  const child = spawn(process.execPath, args, { cwd: join(root, folder), stdio: 'inherit' });
  child.on('exit', (code) => {
    process.exitCode ||= code ?? 0;
    stop();
  });
  return child;
}

function stop() {
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
}
