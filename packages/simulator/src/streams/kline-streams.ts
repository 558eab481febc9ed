import { formatAmount } from '../engine/types/amount.js';
import type { Candle } from '../market-data/candle.js';
import { type Interval, nextOpen } from '../market-data/intervals.js';
import type { Render } from './stream-channel.js';
import type { CreateProducer } from './stream-producer.js';

/**
 * Sends the current candle every second (interval `1s`) or every two seconds (other intervals). A candle that has
 * closed is sent once more with its final values.
 */
export const klineStream: CreateProducer<{
  readonly symbol: string;
  readonly interval: Interval;
  readonly offset: 0 | 480;
}> = ({ symbol, interval, offset }, channel, { engine, data }) => {
  let open = data.candles(symbol, interval, offset).current(engine.now() / 1000)?.openTime;
  return {
    symbol,
    needsTrading: true,
    speed: interval === '1s' ? 1000 : 2000,
    tick(now) {
      const series = data.candles(symbol, interval, offset);
      const current = series.current(now / 1000);
      if (!current) return;
      if (open !== undefined && open < current.openTime) {
        const [closed] = series.range({ start: open, limit: 1, now: now / 1000 });
        if (closed?.openTime === open) channel.publish(candle(symbol, interval, offset, closed, now, true));
      }
      open = current.openTime;
      channel.publish(candle(symbol, interval, offset, current, now, false));
    },
  };
};

function candle(symbol: string, i: Interval, offset: number, row: Candle, now: number, closed: boolean): Render {
  const end = nextOpen(i, row.openTime, offset) * 1000 - 1;
  const s = JSON.stringify(symbol);
  return (time) =>
    `{"e":"kline","E":${time(now)},"s":${s},"k":{"t":${time(row.openTime * 1000)},"T":${time(end)},"s":${s},"i":"${i}","f":${row.firstId},"L":${row.lastId},"o":"${formatAmount(row.open)}","c":"${formatAmount(row.close)}","h":"${formatAmount(row.high)}","l":"${formatAmount(row.low)}","v":"${formatAmount(row.volume)}","n":${row.count},"x":${closed},"q":"${formatAmount(row.quoteVolume)}","V":"${formatAmount(row.takerVolume)}","Q":"${formatAmount(row.takerQuoteVolume)}","B":"0"}}`;
}
