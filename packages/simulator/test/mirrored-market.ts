import { createSpotClient, type Environment, type SpotClient } from '@pkg/core';
import { expect, onTestFinished } from 'vitest';
import { createExchange, type Exchange, type ExchangeAccount, SyntheticMarket, VirtualClock } from '../src/index.js';
import { type Mirror, type MirrorOptions, mirror } from '../src/mirror.js';

export const symbol = 'BTCUSDT';
const START = Date.UTC(2026, 5, 1, 12, 0, 30);
const WARM_UP = 600_000;
/** The mirror's option `maxAge`, in ms: how old the mirrored prices may be. */
const MAX_AGE = 1000;

/** Creates an exchange with a moving market, and another exchange that mirrors it. Both use one clock. */
export async function setUpMirror(
  options: Partial<MirrorOptions> = {},
  environmentOf: (environment: Environment) => Environment = (environment) => environment,
): Promise<MirroredMarket> {
  const clock = new VirtualClock({ start: START });
  const upstream = createExchange({ clock, symbols: [symbol, 'ETHUSDT'] });
  const market = new SyntheticMarket(upstream, { symbols: [symbol] });
  market.warmUp(clock, WARM_UP);
  market.start();
  const oracle = new Oracle(upstream);
  const source = await upstream.run(
    mirror(environmentOf(upstream.environment), {
      symbols: [symbol],
      history: 1,
      maxAge: MAX_AGE,
      clock,
      logger: { warn: () => undefined },
      ...options,
    }),
  );
  const exchange = createExchange({ clock, source });
  onTestFinished(() => {
    exchange.close();
    market.close();
    upstream.close();
    expect([...exchange.failures, ...upstream.failures]).toEqual([]);
  });
  await exchange.run(exchange.ready);
  const account = exchange.createAccount({ balances: { USDT: '100000000', BTC: '1000' } });
  const client = account.createClient(createSpotClient);
  await exchange.run(client.getAccount());
  return { clock, upstream, market, source, exchange, client, account, oracle };
}

export type MirroredMarket = {
  readonly clock: VirtualClock;
  readonly upstream: Exchange;
  /** Moves the market of the mirrored exchange. */
  readonly market: SyntheticMarket;
  readonly source: Mirror;
  readonly exchange: Exchange;
  readonly account: ExchangeAccount;
  readonly client: SpotClient;
  readonly oracle: Oracle;
};

/** Records which prices the mirrored market has, and when. */
class Oracle {
  readonly #upstream: Exchange;
  /** The intervals of time (µs) in which the mirrored market had a level, by side and price. */
  readonly #levels = new Map<string, { from: number; to: number }[]>();
  /** The best prices of the mirrored market after each change of a level, with the time of the change (µs). */
  readonly #best: { readonly time: number; readonly prices: string }[] = [];

  constructor(upstream: Exchange) {
    this.#upstream = upstream;
    const { bids, asks } = upstream.engine.book(symbol, 5000);
    for (const [price] of bids) this.#level('BUY', price, true, 0);
    for (const [price] of asks) this.#level('SELL', price, true, 0);
    this.#noteBest(0);
    upstream.engine.on((event) => {
      if (event.type !== 'LEVEL' || event.symbol !== symbol) return;
      this.#level(event.side, event.price, event.quantity > 0n, event.time);
      this.#noteBest(event.time);
    });
  }

  #level(side: string, price: bigint, exists: boolean, time: number): void {
    const key = `${side} ${price}`;
    const intervals = this.#levels.get(key) ?? [];
    this.#levels.set(key, intervals);
    const last = intervals.at(-1);
    const isOpen = last?.to === Number.POSITIVE_INFINITY;
    if (exists && !isOpen) intervals.push({ from: time, to: Number.POSITIVE_INFINITY });
    else if (!exists && last && isOpen) last.to = time;
  }

  #noteBest(time: number): void {
    this.#best.push({ time, prices: bestOf(this.#upstream) });
  }

  /** Whether the mirrored market had a level at some moment in the `ms` milliseconds before `time` (µs). */
  hadLevel(side: 'BUY' | 'SELL', price: bigint, time: number, ms: number): boolean {
    const intervals = this.#levels.get(`${side} ${price}`) ?? [];
    return intervals.some(({ from, to }) => from <= time && to >= time - ms * 1000);
  }

  /** Whether the mirrored market had these best prices at some moment in the `ms` milliseconds before `time` (µs). */
  hadBest(prices: string, time: number, ms: number): boolean {
    for (let index = this.#best.length - 1; index >= 0; index -= 1) {
      const each = this.#best[index];
      if (each?.prices === prices) return true;
      // The prices in `each` were already valid when the time span began. All earlier prices had ended by then, so the
      // search stops.
      if (each && each.time <= time - ms * 1000) return false;
    }
    return false;
  }
}

export const bestOf = ({ engine }: Exchange): string => {
  const { bid, ask } = engine.bestPrices(symbol);
  return `${bid} ${ask}`;
};

/**
 * What {@link tradeFor} counts: the steps in which the symbol was tradable, the steps in which it was halted, the
 * refused orders, all fills, and the fills as a maker.
 */
export type Traded = Record<'traded' | 'halted' | 'refused' | 'fills' | 'makerFills', number>;

/**
 * Trades on the mirror for a while, with MARKET orders of both sides and with LIMIT orders that rest on the book.
 * Checks at each step that the mirror's best prices were the best prices of the mirrored market at some moment in the
 * last `MAX_AGE` ms. While the symbol is halted, the mirror must have no prices. If the account was the taker of a
 * fill, the mirrored market must have had the price of the fill at some moment in the `MAX_AGE` ms before the fill.
 */
export async function tradeFor(ms: number, { exchange, upstream, account, oracle }: MirroredMarket): Promise<Traded> {
  const { engine } = exchange;
  const { uid } = account;
  const seen = { traded: 0, halted: 0, refused: 0, fills: 0, makerFills: 0 };
  let known = 0;
  for (let step = 0; step < ms / 50; step += 1) {
    await exchange.advance(50);
    const now = exchange.clock.now() * 1000;
    const isTrading = engine.symbol(symbol)?.status === 'TRADING';
    seen[isTrading ? 'traded' : 'halted'] += 1;
    if (isTrading) {
      const best = bestOf(exchange);
      expect(oracle.hadBest(best, now, MAX_AGE), `${best} at ${step * 50} ms, market ${bestOf(upstream)}`).toBe(true);
    } else expect(bestOf(exchange)).toBe('undefined undefined');
    if (step % 4 > 0) continue;
    const side = step % 8 === 0 ? 'BUY' : 'SELL';
    const { bid, ask } = upstream.engine.bestPrices(symbol);
    const price = side === 'BUY' ? bid?.[0] : ask?.[0];
    const orders = [
      { symbol, side, type: 'MARKET', quantity: 5_000_000n },
      { symbol, side, type: 'LIMIT', timeInForce: 'GTC', quantity: 1_000_000n, price },
    ] as const;
    for (const order of orders) {
      try {
        engine.placeOrder(uid, order);
      } catch {
        seen.refused += 1;
      }
    }
    for (const fill of engine.myTrades(uid, { symbol, fromId: known + 1, limit: 1e6 })) {
      known = fill.tradeId;
      seen.fills += 1;
      if (fill.isMaker) {
        seen.makerFills += 1;
        continue;
      }
      const taken = fill.isBuyer ? 'SELL' : 'BUY';
      expect(oracle.hadLevel(taken, fill.price, fill.time, MAX_AGE), `fill at ${fill.price}`).toBe(true);
    }
  }
  return seen;
}

/** Returns the public market data of an exchange: the trades since the mirror started, the candles, and the book. */
export const view = ({ marketData, engine }: Exchange): Record<'trades' | 'candles' | 'book', unknown> => ({
  trades: marketData
    .aggregateTrades(symbol, { limit: 1000 })
    .filter(({ time }) => time >= (START + WARM_UP) * 1000)
    .map(({ id, price, quantity, firstTradeId, lastTradeId, time }) => [
      ...[id, price, quantity, firstTradeId, lastTradeId],
      Math.floor(time / 1000),
    ]),
  candles: marketData
    .candles(symbol, '1m')
    .candles.slice(-10)
    .map(({ openTime, open, high, low, close, volume, quoteVolume, count }) => [
      ...[openTime, open, high, low, close],
      ...[volume, quoteVolume, count],
    ]),
  book: engine.book(symbol, 500),
});

export const reasonOf = ({ statuses }: Mirror): string => statuses[0]?.reason ?? 'live';

/** Stops the market, and waits until the mirror has received everything. */
export async function settleMirror({ market, exchange }: MirroredMarket): Promise<void> {
  market.close();
  await exchange.advance(10_000);
}
