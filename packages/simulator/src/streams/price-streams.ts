import { formatAmount } from '../engine/types/amount.js';
import type { CreateProducer } from './stream-producer.js';

const MINUTES = 5;

/** `@avgPrice`: the average price of the last five minutes, every second. */
export const averagePriceStream: CreateProducer<{ readonly symbol: string }> = (
  { symbol },
  channel,
  { engine, data },
) => ({
  symbol,
  speed: 1000,
  tick(now) {
    const price = engine.averagePrice(symbol, MINUTES);
    const last = data.lastTrade(symbol);
    if (price === undefined || !last) return;
    channel.publish(
      (time) =>
        `{"e":"avgPrice","E":${time(now)},"s":${JSON.stringify(symbol)},"i":"${MINUTES}m","w":"${formatAmount(price)}","T":${time(last.time)}}`,
    );
  },
});

/**
 * `@referencePrice`: the reference price, every second. The price is null after it was removed. If a symbol has never
 * had a reference price, its stream sends nothing.
 */
export const referencePriceStream: CreateProducer<{ readonly symbol: string }> = ({ symbol }, channel, { engine }) => ({
  symbol,
  speed: 1000,
  tick() {
    const reference = engine.referencePrice(symbol);
    if (!reference) return;
    const price = reference.price === null ? 'null' : `"${formatAmount(reference.price)}"`;
    channel.publish(
      (time) => `{"e":"referencePrice","s":${JSON.stringify(symbol)},"r":${price},"t":${time(reference.time)}}`,
    );
  },
});
