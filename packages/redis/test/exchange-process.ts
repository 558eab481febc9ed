import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createExchange, VirtualClock } from '@pkg/simulator';
import { serve } from '@pkg/simulator/node';

// This file runs in a process of its own: a simulated exchange with the real limits. Its time runs `speed` times as
// fast as real time.

/** The message that this process sends to the test when it is ready. */
export type ExchangeReady = {
  readonly rest: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** When the exchange started, in ms since the epoch: by the exchange's own time, and by the time of this machine. */
  readonly start: number;
  readonly startedAt: number;
};

/** The message that this process sends when the test asks for a report. */
export type ExchangeReport = {
  /** For each minute with reads: the minute, in minutes since the epoch, and the total weight of its reads. */
  readonly weights: readonly (readonly [number, number])[];
  /**
   * For each ten seconds with accepted orders: the time, in tens of seconds since the epoch, and the number of orders.
   */
  readonly orders: readonly (readonly [number, number])[];
  readonly refused: readonly string[];
  /** The longest time for which this process was too busy to answer, in ms. */
  readonly lag: number;
};

const speed = Number(process.argv[2]);
const clock = new VirtualClock({ start: Date.now() });
const exchange = createExchange({ clock, symbols: ['BTCUSDT'] });
exchange.setBook('BTCUSDT', { bids: [['59900', '1']], asks: [['60100', '1']] });
const { apiKey, apiSecret } = exchange.createAccount({ balances: { USDT: '1000000000' } });

const weights = new Map<number, number>();
const orders = new Map<number, number>();
const refused: string[] = [];
const add = (counts: Map<number, number>, window: number, amount: number): void => {
  counts.set(window, (counts.get(window) ?? 0) + amount);
};
exchange.journal.on(({ target, outcome, time, answer }) => {
  if (outcome !== 200) refused.push(`${target} ${outcome} ${answer}`);
  else if (target.includes('/depth')) add(weights, Math.floor(time / 60_000), 50);
  else if (target.includes('POST')) add(orders, Math.floor(time / 10_000), 1);
});

const served = await serve(exchange, { speed });
const lag = monitorEventLoopDelay({ resolution: 5 });
lag.enable();
process.on('message', () => {
  const report: ExchangeReport = { weights: [...weights], orders: [...orders], refused, lag: lag.max / 1e6 };
  process.send?.(report);
});
process.on('disconnect', () => process.exit());
const ready: ExchangeReady = {
  rest: served.rest,
  apiKey,
  apiSecret: String(apiSecret),
  start: clock.now(),
  startedAt: Date.now(),
};
process.send?.(ready);
