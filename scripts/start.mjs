import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build, install, root } from './workspace.mjs';

// Installs the dependencies and builds if necessary. Then starts the simulated exchange and the demo page, and prints
// their addresses.

const parent = process.ppid;
await install();
await build();

const children = [];
let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
// npm passes a signal only to its shell, not to this process. When the shell ends, this process gets another parent. So
// this process ends when its parent changes.
if (process.env.npm_lifecycle_event) {
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 200).unref();
}

const exchange = await startExchange(process.env.SIMULATOR_PORT ?? '8080').catch((error) => {
  console.error(error.message);
  process.exit(1);
});
console.log(`Simulated exchange: ${exchange.rest}`);
// The page gets no token for the control routes. It sends these requests to its own server, which forwards them, and
// the simulator accepts requests of this machine without a token.
const { controlToken: _, ...forPage } = exchange;
start('apps/demo', ['serve.mjs'], { stdio: 'inherit', env: { ...process.env, EXCHANGE: JSON.stringify(forPage) } });

/**
 * Starts the simulated exchange. Resolves with the addresses and the key that the exchange prints as soon as it is
 * ready.
 */
function startExchange(port) {
  const args = ['bin/binance-simulator.js', '--port', port, '--json'];
  const child = start('packages/simulator', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child.on('exit', (code) => {
    // The demo page's server keeps running without the exchange. The page shows that the exchange has ended, and
    // reconnects when the user starts the exchange again.
    const again = `node packages/simulator/${args.slice(0, 3).join(' ')}`;
    if (!stopping) console.error(`The simulated exchange ended (${code}). To start it again: ${again}`);
  });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) resolve(JSON.parse(line));
    });
    child.on('exit', () =>
      reject(new Error('The simulated exchange did not start; set SIMULATOR_PORT to use another port than 8080.')),
    );
  });
}

function start(folder, args, options) {
  const child = spawn(process.execPath, args, { cwd: join(root, folder), ...options });
  children.push(child);
  return child;
}

function stop() {
  stopping = true;
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
}
