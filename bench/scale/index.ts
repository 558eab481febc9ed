// The whole market in one process: 1,500 books at 100 ms from the simulated exchange, which runs in another process.
// `node bench/run.mjs scale [symbols] [seconds after all are live]` prints it live, then this process' share of a core.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { machine } from '../kit/index.js';
import { watchWholeMarket } from './whole-market.js';

const [symbols = '1500', seconds = '20'] = process.argv.slice(2);
// The bundle lies in bench/node_modules/.bench.
const bin = fileURLToPath(new URL('../../../packages/simulator/bin/binance-simulator.js', import.meta.url));
const args = ['--port', '0', '--json', '--history', '0', '--symbols', 'BTCUSDT', '--synthetic', symbols];
const exchange = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
const [line] = (await once(exchange.stdout, 'data')) as [Buffer];
const environment = { name: 'simulator', ...JSON.parse(String(line)) };

console.log(machine());
const abort = new AbortController();
let steady: { at: number; cpu: NodeJS.CpuUsage; events: number } | undefined;
await watchWholeMarket(
  environment,
  ({ seconds: elapsed, books, live, events, resyncs, sample }) => {
    console.log(`${elapsed} s: ${live} of ${books} live, ${events} events/s, ${resyncs} resyncs; ${sample.join(', ')}`);
    if (live < books) return;
    if (!steady) {
      steady = { at: performance.now(), cpu: process.cpuUsage(), events: 0 };
      return;
    }
    steady.events += events;
    if (performance.now() - steady.at > Number(seconds) * 1000) abort.abort();
  },
  abort.signal,
);
if (steady) {
  const wall = performance.now() - steady.at;
  const { user, system } = process.cpuUsage(steady.cpu);
  console.log(
    `${Math.round((steady.events * 1000) / wall)} events/s on ${((user + system) / wall / 10).toFixed(1)} % of a core, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`,
  );
}
exchange.kill();
