import type { Amount } from '../types/amount.js';
import type { ReferencePriceCalculation } from '../types/index.js';

/**
 * The number of trades in a time bucket, and the sum of their prices, are stored multiplied by this factor. So a part
 * of a bucket can be calculated with integers, to four decimals.
 */
const FRACTION = 10_000n;

type Bucket = { openTime: number; count: bigint; sum: bigint };

/**
 * The reference price of one symbol. Either it is set from outside, or it is the mean of the trade prices in a moving
 * window of time buckets. If only a part of the oldest bucket is inside the window, only this part of its trades
 * counts.
 */
export class ReferencePriceState {
  readonly calculation: ReferencePriceCalculation | undefined;
  /** Whether the symbol has ever had a reference price. */
  isKnown = false;
  external: Amount | null = null;
  externalTime = 0;
  buckets: Bucket[] = [];

  constructor(calculation: ReferencePriceCalculation | undefined) {
    this.calculation = calculation;
  }

  set(price: Amount | null, time: number): void {
    this.external = price;
    this.externalTime = time;
    this.isKnown = true;
  }

  addTrade(price: Amount, time: number): void {
    if (this.calculation?.calculationType !== 'ARITHMETIC_MEAN') return;
    const width = this.calculation.bucketWidthMs * 1000;
    const openTime = Math.floor(time / width) * width;
    const last = this.buckets.at(-1);
    if (last?.openTime === openTime) {
      last.count += FRACTION;
      last.sum += price * FRACTION;
    } else {
      this.buckets.push({ openTime, count: FRACTION, sum: price * FRACTION });
    }
    this.isKnown = true;
    this.forget(time);
  }

  /** The reference price at `time`; null when there is none. */
  at(time: number): Amount | null {
    if (this.calculation?.calculationType !== 'ARITHMETIC_MEAN') return this.external;
    const width = this.calculation.bucketWidthMs * 1000;
    const cutoff = time - width * this.calculation.bucketCount;
    let count = 0n;
    let sum = 0n;
    for (const bucket of this.buckets) {
      if (bucket.openTime + width <= cutoff) continue;
      const expired = BigInt(Math.max(0, cutoff - bucket.openTime));
      const whole = BigInt(width);
      count += bucket.count - (bucket.count * expired) / whole;
      sum += bucket.sum - (bucket.sum * expired) / whole;
    }
    return count === 0n ? null : sum / count;
  }

  /**
   * The timestamp of the reference price: `time` if the price is calculated, otherwise the time at which it was set.
   */
  timeOf(time: number): number {
    return this.calculation?.calculationType === 'ARITHMETIC_MEAN' ? time : this.externalTime;
  }

  private forget(time: number): void {
    if (this.calculation?.calculationType !== 'ARITHMETIC_MEAN') return;
    const width = this.calculation.bucketWidthMs * 1000;
    const cutoff = time - width * this.calculation.bucketCount;
    while (this.buckets[0] && this.buckets[0].openTime + width <= cutoff) this.buckets.shift();
  }
}
