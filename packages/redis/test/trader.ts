import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Clock, createSpotClient } from '@pkg/core';
import { redisLimits } from '../src/index.js';
import { type Library, libraries } from './libraries.js';

// This file runs in a process of its own, one of a fleet that sends more calls than the exchange allows. Its clock runs
// as fast as the exchange's.

/** The settings that the test sends to this process. */
export type TraderSettings = {
  readonly rest: string;
  readonly redis: string;
  readonly library: Library;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly start: number;
  readonly startedAt: number;
  readonly speed: number;
  readonly readers: number;
  readonly writers: number;
};

/** The message that this process sends when the test asks for a report. */
export type TraderReport = {
  /** The longest time for which this process was too busy to react, in ms of real time. */
  readonly lag: number;
  /** How many times this process had to continue without Redis. */
  readonly alone: number;
};

const settings = JSON.parse(String(process.argv[2])) as TraderSettings;
const { rest, apiKey, apiSecret, start, startedAt, speed, readers, writers } = settings;

const clock: Clock = {
  now: () => start + (Date.now() - startedAt) * speed,
  monotonic: () => performance.now() * speed,
  setTimeout: (callback, ms) => setTimeout(callback, ms / speed),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};
let alone = 0;
const redis = await libraries[settings.library](settings.redis);
const store = redisLimits(redis.client, {
  group: 'test',
  onStatus: ({ status }) => {
    if (status === 'alone') alone += 1;
  },
});
const environment = { name: 'fleet', rest, streams: '', wsApi: '' };
const client = createSpotClient({
  environment,
  apiKey,
  apiSecret,
  clock,
  timeout: 600_000,
  // The exchange's time runs fast, so a short delay of this machine could exceed the default `recvWindow` of 5 s.
  // Therefore the longest legal `recvWindow` is used.
  recvWindow: 60_000,
  validateOrders: false,
  limits: { store },
});
const order = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'IOC',
  price: '59000',
  quantity: '0.001',
} as const;
const options = { maxWait: Number.POSITIVE_INFINITY };

async function repeat(call: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await call();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
await client.getExchangeInfo();
for (let each = 0; each < readers; each++) {
  void repeat(() => client.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 }, options));
}
for (let each = 0; each < writers; each++) void repeat(() => client.createOrder(order, options));
const lag = monitorEventLoopDelay({ resolution: 5 });
lag.enable();
process.on('message', () => {
  const report: TraderReport = { lag: lag.max / 1e6, alone };
  process.send?.(report);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
