import type { RecordedSnapshot } from './recording.js';

type Side = Map<string, string>;

/**
 * The order book at the present position of a replay. It begins with the recorded snapshot, and later snapshots are
 * taken from this book.
 */
export class ReplayedBook {
  readonly #bids: Side;
  readonly #asks: Side;
  #lastUpdateId: number;

  constructor(snapshot: RecordedSnapshot) {
    this.#bids = new Map(snapshot.bids);
    this.#asks = new Map(snapshot.asks);
    this.#lastUpdateId = snapshot.lastUpdateId;
  }

  apply(event: {
    readonly u: number;
    readonly b: readonly [string, string][];
    readonly a: readonly [string, string][];
  }): void {
    if (event.u <= this.#lastUpdateId) return;
    change(this.#bids, event.b);
    change(this.#asks, event.a);
    this.#lastUpdateId = event.u;
  }

  snapshot(): RecordedSnapshot {
    return {
      lastUpdateId: this.#lastUpdateId,
      bids: [...this.#bids].sort(([a], [b]) => Number(b) - Number(a)),
      asks: [...this.#asks].sort(([a], [b]) => Number(a) - Number(b)),
    };
  }
}

function change(side: Side, levels: readonly [string, string][]): void {
  for (const [price, quantity] of levels) {
    if (Number(quantity) === 0) side.delete(price);
    else side.set(price, quantity);
  }
}
