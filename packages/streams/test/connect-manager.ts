import { ManualClock } from '../../core/test/manual-clock.js';
// The client loads this module by `import()` at its first use. The manual clock does not wait for that, so the module
// is loaded before the tests.
import '../src/market/read-streams.js';
import { BinanceSocketManager } from '../src/binance-socket-manager.js';
import type { TradeEvent } from '../src/events/market.js';
import type { StreamsOptions } from '../src/market/market-streams.js';
import { FakeExchange } from './fake-exchange.js';

/** Returns a manager that is connected to an exchange in memory, and the list of errors that the manager reports. */
export function connectManager(exchangeOptions: { showsPings?: boolean } = {}): {
  readonly clock: ManualClock;
  readonly exchange: FakeExchange;
  readonly manager: BinanceSocketManager;
  readonly errors: unknown[];
  /** The options of the manager. Another manager with these options shares the connections of this manager. */
  readonly options: StreamsOptions;
} {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock, exchangeOptions);
  const errors: unknown[] = [];
  const options: StreamsOptions = {
    environment: exchange.environment,
    clock,
    random: { next: () => 0.5, bytes: (length) => new Uint8Array(length) },
    onError: (error) => errors.push(error),
  };
  return { clock, exchange, manager: new BinanceSocketManager(options), errors, options };
}

/** Returns the event of the trade with id `t`. */
export function tradeEvent(t: number): TradeEvent {
  return { e: 'trade', E: t, s: 'BNBBTC', t, p: '1.0', q: '2.0', T: t, m: true, M: true };
}

/** Returns the frame in which a combined stream sends a trade. */
export function frameOf(t: number): string {
  return JSON.stringify({ stream: 'a@trade', data: tradeEvent(t) });
}
