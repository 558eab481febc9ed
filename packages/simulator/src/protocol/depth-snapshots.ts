import type { Engine } from '../engine/engine.js';
import { formatAmount } from '../engine/types/amount.js';
import type { Amount, BookSnapshot } from '../engine/types/index.js';
import type { FaultSubject, Faults } from '../faults/faults.js';

/** An order book as `GET /api/v3/depth` returns it. */
export type DepthSnapshot = {
  readonly lastUpdateId: number;
  readonly bids: readonly (readonly [price: string, quantity: string])[];
  readonly asks: readonly (readonly [price: string, quantity: string])[];
};

/** Provides the depth snapshots of one symbol in place of the engine, for example from a recording. */
export type DepthSource = { snapshot(limit: number): DepthSnapshot };

type StaleSnapshot = { readonly takenAt: number; readonly snapshot: DepthSnapshot };
type ExportedSnapshots = readonly (readonly [symbol: string, stale: StaleSnapshot])[];

/** The largest allowed `limit` of a request for a depth snapshot. */
const MAX_LEVELS = 5000;

/**
 * Provides the depth snapshots. They come from the engine, or for some symbols from another source, such as a replayed
 * recording. As long as a `staleSnapshot` fault is in force, the snapshots are out of date.
 */
export class DepthSnapshots {
  readonly #engine: Engine;
  readonly #faults: Faults;
  readonly #sources = new Map<string, DepthSource>();
  readonly #stale = new Map<string, StaleSnapshot>();

  constructor(engine: Engine, faults: Faults) {
    this.#engine = engine;
    this.#faults = faults;
  }

  /** Returns the outdated snapshots that the exchange serves because of a `staleSnapshot` fault. */
  exportState(): ExportedSnapshots {
    return [...this.#stale];
  }

  importState(rows: ExportedSnapshots): void {
    this.#stale.clear();
    for (const [symbol, stale] of rows) this.#stale.set(symbol, stale);
  }

  /** Takes the snapshots of this symbol from `source` from now on. */
  replaceSource(symbol: string, source: DepthSource): void {
    this.#sources.set(symbol, source);
  }

  /**
   * Returns the snapshot that a depth request gets.
   *
   * @param subject describes the request, because a fault can be limited to certain requests
   * @param now the exchange's time in µs
   */
  get(symbol: string, limit: number, subject: FaultSubject, now: number): DepthSnapshot {
    const source = this.#sources.get(symbol);
    const current = (levels: number): DepthSnapshot =>
      source ? source.snapshot(levels) : render(this.#engine.book(symbol, levels));
    const [fault] = this.#faults.applyTo(subject, ['staleSnapshot']);
    if (!fault) return current(limit);
    let stale = this.#stale.get(symbol);
    if (!stale || now - stale.takenAt > fault.ms * 1000) {
      stale = { takenAt: now, snapshot: current(MAX_LEVELS) };
      this.#stale.set(symbol, stale);
    }
    const { lastUpdateId, bids, asks } = stale.snapshot;
    return { lastUpdateId, bids: bids.slice(0, limit), asks: asks.slice(0, limit) };
  }
}

function render({ lastUpdateId, bids, asks }: BookSnapshot): DepthSnapshot {
  const level = ([price, quantity]: readonly [Amount, Amount]): [string, string] => [
    formatAmount(price),
    formatAmount(quantity),
  ];
  return { lastUpdateId, bids: bids.map(level), asks: asks.map(level) };
}
