import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Environment } from '@pkg/core';

// This file is bundled into bench/node_modules/.bench, so the path is relative to that folder.
const bin = fileURLToPath(new URL('../../../packages/simulator/bin/binance-simulator.js', import.meta.url));

/**
 * Starts the simulated exchange in a process of its own. `symbols` is the number of symbols. The book of each symbol
 * changes every 100 ms.
 */
export async function startExchange(symbols: string): Promise<{ environment: Environment; stop(): void }> {
  const args = ['--port', '0', '--json', '--history', '0', '--symbols', 'BTCUSDT', '--synthetic', symbols];
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`the simulated exchange ended with ${code}; is it built?`);
  });
  const [line] = (await Promise.race([once(child.stdout, 'data'), failed])) as [Buffer];
  const { rest, streams, wsApi } = JSON.parse(String(line)) as Environment;
  return { environment: { name: 'simulator', rest, streams, wsApi }, stop: () => void child.kill() };
}
