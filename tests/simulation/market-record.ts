import type { Exchange } from '@pkg/simulator';
import { formatAmount } from '../../packages/simulator/src/engine/types/amount.js';

export type TradeContent = {
  readonly s: string;
  readonly p: string;
  readonly q: string;
  readonly T: number;
  readonly m: boolean;
};
export type TickerContent = { readonly b: string; readonly B: string; readonly a: string; readonly A: string };

type Trade = { readonly price: bigint; readonly quantity: bigint; readonly T: number; readonly m: boolean };
type Level = readonly [price: bigint, quantity: bigint];

/** How many of the newest trades and updates {@link MarketRecord.forget} keeps. */
const KEPT = 500;

/** The trades and the best prices of the exchange, with which the content of events is compared. */
export class MarketRecord {
  readonly #trades = new Map<string, Trade>();
  /** The best prices and their quantities after each update of a book, by symbol and update id. */
  readonly #best = new Map<string, readonly [bid: Level, ask: Level]>();

  constructor({ engine }: Exchange) {
    engine.on((event) => {
      if (event.type === 'TRADE') {
        const { symbol, id, price, quantity, isBuyerMaker: m, time } = event.trade;
        const T = Math.floor(time / 1_000);
        this.#trades.set(`${symbol} ${id}`, { price, quantity, T, m });
      } else if (event.type === 'LEVEL') {
        const { bid = [0n, 0n], ask = [0n, 0n] } = engine.bestPrices(event.symbol);
        this.#best.set(`${event.symbol} ${event.updateId}`, [bid, ask]);
      }
    });
  }

  /**
   * Compares an event about the trades from `first` to `last` with these trades. Returns the difference; undefined if
   * there is none.
   */
  differenceOfTrade({ s, p, q, T, m }: TradeContent, first: number, last: number): string | undefined {
    const newest = this.#trades.get(`${s} ${last}`);
    let quantity = 0n;
    for (let id = first; id <= last; id++) quantity += this.#trades.get(`${s} ${id}`)?.quantity ?? 0n;
    const price = newest && formatAmount(newest.price);
    return difference([p, q, T, m], [price, formatAmount(quantity), newest?.T, newest?.m]);
  }

  /** Compares a book ticker with the best prices after the update `u`. Returns the difference, if there is one. */
  differenceOfTicker(symbol: string, u: number, { b, B, a, A }: TickerContent): string | undefined {
    const best = this.#best.get(`${symbol} ${u}`)?.flat();
    return difference([b, B, a, A], best?.map((amount) => formatAmount(amount)) ?? []);
  }

  /** Drops all but the newest trades and updates. */
  forget(): void {
    for (const map of [this.#trades, this.#best]) {
      for (const key of map.keys()) if (map.size > KEPT) map.delete(key);
    }
  }
}

function difference(actual: readonly unknown[], expected: readonly unknown[]): string | undefined {
  const [has, wants] = [actual.join(' '), expected.join(' ')];
  return has === wants ? undefined : `has ${has}, expected ${wants}`;
}
