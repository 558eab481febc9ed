import type { Amount } from '../types/amount.js';

const MINUTE = 60_000_000;

/**
 * Running totals of trades are kept for at least this time, in µs. So an average price can cover up to an hour. The
 * filters of the live exchange need only 5 minutes.
 */
const LONGEST = 60 * MINUTE;

/** The total volume and value of all trades up to and including `time`. */
type Entry = { time: number; volume: Amount; value: Amount };

/** Calculates the volume-weighted average price of the trades in the last minutes. */
export class AveragePrice {
  /**
   * Running totals, one entry for each time at which there was a trade. The total of a time window is the difference
   * between two entries.
   */
  entries: Entry[] = [];

  add(price: Amount, quantity: Amount, time: number): void {
    const last = this.entries.at(-1);
    const value = price * quantity;
    if (last?.time === time) {
      last.volume += quantity;
      last.value += value;
      return;
    }
    this.entries.push({ time, volume: (last?.volume ?? 0n) + quantity, value: (last?.value ?? 0n) + value });
    const [{ time: first }] = this.entries as [Entry];
    if (first < time - 2 * LONGEST) this.forget(time - LONGEST);
  }

  /** The average price in the last `minutes` before `time`; undefined if there was no trade. */
  over(minutes: number, time: number): Amount | undefined {
    const last = this.entries.at(-1);
    if (!last) return undefined;
    const before = this.entries[this.find(time - minutes * MINUTE) - 1];
    const volume = last.volume - (before?.volume ?? 0n);
    return volume === 0n ? undefined : (last.value - (before?.value ?? 0n)) / volume;
  }

  /** Index of the first entry later than `time`. */
  private find(time: number): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle] as Entry).time <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private forget(time: number): void {
    this.entries = this.entries.slice(Math.max(0, this.find(time) - 1));
  }
}
