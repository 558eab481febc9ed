import { formatAmount } from '../engine/types/amount.js';
import type { CreateProducer } from './stream-producer.js';

type OfSymbol = { readonly symbol: string };

export const tradeStream: CreateProducer<OfSymbol> = ({ symbol }, channel, { engine }) => ({
  symbol,
  event(event) {
    if (event.type !== 'TRADE') return;
    const { trade } = event;
    const now = engine.now();
    channel.publish(
      (time) =>
        `{"e":"trade","E":${time(now)},"s":${JSON.stringify(symbol)},"t":${trade.id},"p":"${formatAmount(trade.price)}","q":"${formatAmount(trade.quantity)}","T":${time(trade.time)},"m":${trade.isBuyerMaker},"M":true}`,
    );
  },
});

export const aggregateTradeStream: CreateProducer<OfSymbol> = ({ symbol }, channel, { engine }) => ({
  symbol,
  aggregate(trade) {
    const now = engine.now();
    channel.publish(
      (time) =>
        `{"e":"aggTrade","E":${time(now)},"s":${JSON.stringify(symbol)},"a":${trade.id},"p":"${formatAmount(trade.price)}","q":"${formatAmount(trade.quantity)}","f":${trade.firstTradeId},"l":${trade.lastTradeId},"T":${time(trade.time)},"m":${trade.isBuyerMaker},"M":true}`,
    );
  },
});

export const blockTradeStream: CreateProducer<OfSymbol> = ({ symbol }, channel, { engine }) => ({
  symbol,
  block(trade) {
    const now = engine.now();
    channel.publish(
      (time) =>
        `{"e":"blockTrade","E":${time(now)},"s":${JSON.stringify(symbol)},"t":${trade.id},"p":"${formatAmount(trade.price)}","q":"${formatAmount(trade.quantity)}","T":${time(trade.time)},"m":${trade.isBuyerMaker}}`,
    );
  },
});
