import { ManualClock } from '../../core/test/manual-clock.js';
import { BinanceSocketManager, type GapNotice, trade } from '../src/index.js';
import { FakeExchange, type FakeSocket } from './fake-exchange.js';

/** How long a frame takes from the exchange to the client, in ms. */
export const LATENCY = 150;
export const STREAM = 'bnbbtc@trade';
export const SHUTDOWN = '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}';

/** A manager with a listener of trades. `seen` collects the ids of the trades, and the reason of each gap. */
export type Setting = {
  readonly clock: ManualClock;
  readonly exchange: FakeExchange;
  readonly manager: BinanceSocketManager;
  readonly seen: (number | string)[];
};

/** Returns a manager whose listener is confirmed. */
export async function setUp(): Promise<Setting> {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock);
  exchange.latency = LATENCY;
  const manager = new BinanceSocketManager({ environment: exchange.environment, clock });
  const seen: (number | string)[] = [];
  const notice = (gap: unknown): unknown => seen.push((gap as GapNotice).reason);
  await clock.run(manager.subscribe(trade('BNBBTC'), ({ t }) => seen.push(t), { notice }));
  return { clock, exchange, manager, seen };
}

/**
 * Makes the exchange announce its shutdown, so that the client renews the connection. Returns the new socket, which has
 * just opened.
 */
export async function renew({ clock, exchange }: Setting): Promise<FakeSocket> {
  const { length } = exchange.all;
  for (const socket of exchange.open) socket.deliver(SHUTDOWN);
  while (exchange.all.length === length || exchange.last.readyState === 0) await clock.advance(10);
  return exchange.last;
}

export function emit(socket: FakeSocket, t: number): void {
  socket.emit(STREAM, { e: 'trade', E: t, s: 'BNBBTC', t, p: '1', q: '1', T: t, m: true, M: true });
}
