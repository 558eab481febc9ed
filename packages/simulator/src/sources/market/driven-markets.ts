import type { Engine } from '../../engine/engine.js';
import { amount } from '../../engine/types/amount.js';
import type { BookLevel } from '../../engine/types/index.js';
import type { PriceLevels } from '../scripted/scripted-market.js';
import type { BookEvent, MarketEvent, TradeEvent } from './market-source.js';

/** Applies an event of a market source to an engine. */
export function applyMarketEvent(engine: Engine, event: MarketEvent): void {
  if (event.type === 'TRADE') applyTrade(engine, event);
  else applyBook(engine, event);
}

function applyTrade(engine: Engine, event: TradeEvent): void {
  const { symbol, time, isBuyerMaker, id, firstId, aggregateId, isQueueKnown, sums } = event;
  engine.applySourceTrade(symbol, {
    price: amount(event.price),
    quantity: amount(event.quantity),
    isBuyerMaker,
    time,
    id,
    firstId,
    aggregateId,
    isQueueKnown,
    sums: sums && {
      quoteQuantity: amount(sums.quoteQuantity),
      takerQuantity: amount(sums.takerQuantity),
      takerQuoteQuantity: amount(sums.takerQuoteQuantity),
    },
  });
}

function applyBook(engine: Engine, { symbol, type, bids, asks, lastUpdateId }: BookEvent): void {
  engine.applySourceBook(symbol, { bids: read(bids), asks: read(asks), isWhole: type === 'BOOK', lastUpdateId });
}

const read = (levels: PriceLevels): BookLevel[] => levels.map(([price, quantity]) => [amount(price), amount(quantity)]);
