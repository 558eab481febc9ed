// Measures the complete simulated exchange in memory: signed orders, the client, a day of trades, a day of a synthetic
// market, and the history of a year. Usage: `node bench/run.mjs exchange [names of the benchmarks to run]`. Without
// names all benchmarks run.
import { createHmac } from 'node:crypto';
import { createSpotClient } from '@pkg/core';
import { createExchange, type Exchange, noLimits, SyntheticMarket, trades, VirtualClock } from '@pkg/simulator';
import { claim, machine } from '../kit/index.js';

const symbol = 'BTCUSDT';
const DAY = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const chosen = process.argv.slice(2);

/**
 * Runs a benchmark if it is selected by name. Prints its duration and its processor time in ms, and the size of the heap
 * after it in MB. Returns the processor time in ms; NaN if the benchmark is not selected.
 */
async function measure(name: string, run: () => unknown): Promise<number> {
  if (chosen.length > 0 && !chosen.includes(name)) return Number.NaN;
  const [from, began] = [process.cpuUsage(), performance.now()];
  await run();
  const { user, system } = process.cpuUsage(from);
  const wall = performance.now() - began;
  globalThis.gc?.();
  const [cpu, heap] = [(user + system) / 1000, process.memoryUsage().heapUsed / 1e6];
  console.log(
    `${name}: ${wall.toFixed(0)} ms, ${cpu.toFixed(0)} ms of processor time, then ${heap.toFixed(0)} MB of heap`,
  );
  return cpu;
}

function claimOf(text: string, value: number, limit: number): void {
  if (!Number.isNaN(value)) claim(text, value, limit);
}

/**
 * Makes `count` calls one after another, and returns the processor time of a call in µs. A warm-up of `count / 4` calls
 * comes first, and is not measured.
 */
async function perCall(name: string, count: number, call: (index: number) => Promise<unknown>): Promise<number> {
  const repeat = async (times: number): Promise<void> => {
    for (let index = 0; index < times; index += 1) await call(index);
  };
  if (chosen.length === 0 || chosen.includes(name)) await repeat(count / 4);
  return ((await measure(name, () => repeat(count))) / count) * 1000;
}

function open(): { exchange: Exchange; apiKey: string; apiSecret: string } {
  const exchange = createExchange({ ...noLimits, symbols: [symbol] });
  const balances = { USDT: '100000000000', BTC: '1000000' };
  const { apiKey, apiSecret } = exchange.createAccount({ balances });
  exchange.setBook(symbol, { bids: [['59990', '9000']], asks: [['60010', '9000']] });
  return { exchange, apiKey, apiSecret };
}

const sideOf = (index: number): 'BUY' | 'SELL' => (index % 2 === 0 ? 'BUY' : 'SELL');

async function signedOrders(): Promise<void> {
  const { exchange, apiKey, apiSecret } = open();
  const cpu = await perCall('orders', 20_000, async (index) => {
    const order = `symbol=${symbol}&side=${sideOf(index)}&type=MARKET&quantity=0.001`;
    const query = `${order}&timestamp=${exchange.clock.now()}`;
    const signature = createHmac('sha256', apiSecret).update(query).digest('hex');
    const { status, body } = await exchange.rest.handle({
      ...{ method: 'POST', path: '/api/v3/order', query: `${query}&signature=${signature}`, body: '' },
      ...{ headers: { 'x-mbx-apikey': apiKey }, ip: '127.0.0.1' },
    });
    if (status !== 200) throw new Error(body);
  });
  claimOf('a signed market order, µs of processor time', cpu, 100);
}

async function clientCalls(): Promise<void> {
  const { exchange, apiKey, apiSecret } = open();
  const { environment, clock } = exchange;
  const client = createSpotClient({ environment, clock, apiKey, apiSecret, limits: 'off' });
  const cpu = await perCall('client', 10_000, () => client.getSymbolTicker({ symbol }));
  client.close();
  claimOf('a request of the client, µs of processor time', cpu, 200);
}

/**
 * Returns the text of a file with `count` trades of one day, in the format of the files at https://data.binance.vision.
 */
function dayOfTrades(count: number): string {
  let price = 6_000_000;
  const lines = Array.from({ length: count }, (_, index) => {
    const step = ((index * 7919) % 21) - 10;
    price += step;
    const time = start + Math.floor((index * DAY) / count);
    const quantity = `0.0${(index % 9) + 1}000`;
    return `${index + 1},${(price / 100).toFixed(2)},${quantity},600.00,${time},${step > 0 ? 'False' : 'True'},True`;
  });
  return lines.join('\n');
}

console.log(machine());
await signedOrders();
await clientCalls();
const csv = dayOfTrades(300_000);
const dayCpu = await measure('trades', async () => {
  const exchange = createExchange({ source: trades(csv, { symbol }) });
  await exchange.advance(DAY);
});
claimOf('a day of 300,000 trades, s of processor time', dayCpu / 1000, 10);
await measure('market', async () => {
  const exchange = createExchange({ symbols: [symbol] });
  new SyntheticMarket(exchange).start();
  await exchange.advance(DAY);
});
const yearCpu = await measure('history', () => {
  const clock = new VirtualClock({ start: start - 365 * DAY });
  new SyntheticMarket(createExchange({ clock })).warmUp(clock, 365 * DAY);
});
claimOf('the history of a year for five symbols, s of processor time', yearCpu / 1000, 20);
