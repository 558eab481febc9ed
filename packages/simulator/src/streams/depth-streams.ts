import { formatAmount } from '../engine/types/amount.js';
import type { Amount, BookLevel } from '../engine/types/index.js';
import type { CreateProducer } from './stream-producer.js';

/** `@depth`: the levels that have changed since the last event of the stream, with their new quantities. */
export const diffDepthStream: CreateProducer<{ readonly symbol: string; readonly speed: 100 | 1000 }> = (
  { symbol, speed },
  channel,
) => {
  const bids = new Map<Amount, Amount>();
  const asks = new Map<Amount, Amount>();
  let first: number | undefined;
  let last = 0;
  const publish = (now: number): void => {
    if (first === undefined) return;
    const ids = `"U":${first},"u":${last},"b":${levels(bids)},"a":${levels(asks)}}`;
    channel.publish((time) => `{"e":"depthUpdate","E":${time(now)},"s":${JSON.stringify(symbol)},${ids}`);
    bids.clear();
    asks.clear();
    first = undefined;
  };
  return {
    symbol,
    speed,
    event(event) {
      if (event.type !== 'LEVEL') return;
      (event.side === 'BUY' ? bids : asks).set(event.price, event.quantity);
      first ??= event.source?.firstUpdateId ?? event.updateId;
      last = event.updateId;
      // If a market source makes the book, `@depth@100ms` sends one event for each depth event of the source, after its
      // last level. So a source that plays a recording sends the recorded events at their times.
      if (event.source?.isLast && speed === 100) publish(event.time);
    },
    tick: publish,
  };
};

/**
 * `@depth5`, `@depth10`, `@depth20`: the best levels of both sides, once in each interval in which the book has
 * changed.
 */
export const partialDepthStream: CreateProducer<{
  readonly symbol: string;
  readonly levels: 5 | 10 | 20;
  readonly speed: 100 | 1000;
}> = ({ symbol, levels: limit, speed }, channel, { engine }) => {
  let sent: number | undefined;
  return {
    symbol,
    speed,
    tick() {
      if (engine.bestPrices(symbol).updateId === sent) return;
      const { lastUpdateId, bids, asks } = engine.book(symbol, limit);
      sent = lastUpdateId;
      channel.publish(() => `{"lastUpdateId":${lastUpdateId},"bids":${levels(bids)},"asks":${levels(asks)}}`);
    },
  };
};

/** `@bookTicker`: the best bid and ask, as soon as one of them has changed. */
export const bookTickerStream: CreateProducer<{ readonly symbol: string }> = ({ symbol }, channel, { engine }) => {
  const sides = (): string => {
    const { bid, ask } = engine.bestPrices(symbol);
    const [b, B] = bid ?? [0n, 0n];
    const [a, A] = ask ?? [0n, 0n];
    return `"b":"${formatAmount(b)}","B":"${formatAmount(B)}","a":"${formatAmount(a)}","A":"${formatAmount(A)}"}`;
  };
  let sent = sides();
  return {
    symbol,
    event(event) {
      if (event.type !== 'LEVEL' || event.source?.isLast === false) return;
      const now = sides();
      if (now === sent) return;
      sent = now;
      channel.publish(() => `{"u":${event.updateId},"s":${JSON.stringify(symbol)},${now}`);
    },
  };
};

function levels(rows: Iterable<BookLevel | [Amount, Amount]>): string {
  let text = '';
  for (const [price, quantity] of rows) {
    text += `${text ? ',' : ''}["${formatAmount(price)}","${formatAmount(quantity)}"]`;
  }
  return `[${text}]`;
}
