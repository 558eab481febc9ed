import { ManualClock } from '../../core/test/manual-clock.js';
// These modules are loaded here, because loading takes real time, which a clock moved by hand does not wait for.
import '../src/market/read-streams.js';
import { BinanceSocketManager } from '../src/binance-socket-manager.js';
import type { TradeEvent } from '../src/events/market.js';
import { FakeExchange } from './fake-exchange.js';

/** A manager of an exchange in memory, with the errors that it reports. */
export function connectManager(options: { showsPings?: boolean } = {}): {
  readonly clock: ManualClock;
  readonly exchange: FakeExchange;
  readonly manager: BinanceSocketManager;
  readonly errors: unknown[];
} {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock, options);
  const errors: unknown[] = [];
  const manager = new BinanceSocketManager({
    environment: exchange.environment,
    clock,
    random: { next: () => 0.5, bytes: (length) => new Uint8Array(length) },
    onError: (error) => errors.push(error),
  });
  return { clock, exchange, manager, errors };
}

/** The event of trade number `t`. */
export function tradeEvent(t: number): TradeEvent {
  return { e: 'trade', E: t, s: 'BNBBTC', t, p: '1.0', q: '2.0', T: t, m: true, M: true };
}

/** The frame of a trade on a combined connection. */
export function frameOf(t: number): string {
  return JSON.stringify({ stream: 'a@trade', data: tradeEvent(t) });
}
