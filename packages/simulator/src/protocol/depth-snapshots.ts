import { formatAmount } from '../engine/amount.js';
import type { Engine } from '../engine/engine.js';
import type { Amount, BookSnapshot, Order } from '../engine/types.js';
import type { Faults } from '../faults/faults.js';

/** A book as `GET depth` gives it. */
export type DepthAnswer = {
  readonly lastUpdateId: number;
  readonly bids: readonly (readonly [price: string, quantity: string])[];
  readonly asks: readonly (readonly [price: string, quantity: string])[];
};

/** Where the book of one symbol comes from when it is not the engine's: a replay. */
export type DepthSource = { snapshot(limit: number): DepthAnswer };

const MOST_LEVELS = 5000;

/** What is not read from the engine at once: replayed books, cached snapshots, orders that queries do not know yet. */
export class Lagging {
  readonly #engine: Engine;
  readonly #faults: Faults;
  readonly #sources = new Map<string, DepthSource>();
  readonly #cache = new Map<string, { readonly taken: number; readonly book: DepthAnswer }>();

  constructor(engine: Engine, faults: Faults) {
    this.#engine = engine;
    this.#faults = faults;
  }

  /** From now on a symbol's book is told by this source. */
  replaceBook(symbol: string, source: DepthSource): void {
    this.#sources.set(symbol, source);
  }

  /** @param now µs */
  depth(symbol: string, limit: number, face: 'REST' | 'WS', now: number): DepthAnswer {
    const source = this.#sources.get(symbol);
    if (source) return source.snapshot(limit);
    const subject = face === 'REST' ? REST_DEPTH : WS_DEPTH;
    const [stale] = this.#faults.strike(subject, ['staleSnapshot']);
    if (!stale) return render(this.#engine.book(symbol, limit));
    const cached = this.#cache.get(symbol);
    const book =
      cached && now - cached.taken <= stale.ms * 1000 ? cached.book : render(this.#engine.book(symbol, MOST_LEVELS));
    if (book !== cached?.book) this.#cache.set(symbol, { taken: now, book });
    return { ...book, bids: book.bids.slice(0, limit), asks: book.asks.slice(0, limit) };
  }

  /** Whether order queries know of an order yet. */
  knows(order: Order, target: string, face: 'REST' | 'WS', now: number): boolean {
    const scope = face === 'REST' ? 'rest' : 'wsApi';
    return this.#faults.strike({ scope, target }, ['queryLag']).every((lag) => now - order.time >= lag.ms * 1000);
  }
}

const REST_DEPTH = { scope: 'rest', target: 'GET /api/v3/depth' } as const;
const WS_DEPTH = { scope: 'wsApi', target: 'depth' } as const;

function render({ lastUpdateId, bids, asks }: BookSnapshot): DepthAnswer {
  const level = ([price, quantity]: readonly [Amount, Amount]): [string, string] => [
    formatAmount(price),
    formatAmount(quantity),
  ];
  return { lastUpdateId, bids: bids.map(level), asks: asks.map(level) };
}
