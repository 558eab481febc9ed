import { type Clock, createSpotClient } from '@pkg/core';
import { redisLimits } from '../src/index.js';
import { type Library, libraries } from './libraries.js';

// A process of a fleet that asks for more than the exchange allows. Its clock runs as fast as that of the exchange.

/** What the test tells a trader. */
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

const settings = JSON.parse(String(process.argv[2])) as TraderSettings;
const { rest, apiKey, apiSecret, start, startedAt, speed, readers, writers } = settings;

const clock: Clock = {
  now: () => start + (Date.now() - startedAt) * speed,
  monotonic: () => performance.now() * speed,
  setTimeout: (callback, ms) => setTimeout(callback, ms / speed),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};
const redis = await libraries[settings.library](settings.redis);
const store = redisLimits(redis.client, {
  group: 'test',
  onStatus: (status) => process.stdout.write(`${JSON.stringify(status)}\n`),
});
const environment = { name: 'fleet', rest, streams: '', wsApi: '' };
const client = createSpotClient({
  environment,
  apiKey,
  apiSecret,
  clock,
  timeout: 600_000,
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
    } catch (error) {
      process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
await client.getExchangeInfo();
for (let each = 0; each < readers; each++) {
  void repeat(() => client.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 }, options));
}
for (let each = 0; each < writers; each++) void repeat(() => client.createOrder(order, options));
process.stdout.write('{"ready":true}\n');
