import { executeTrade } from '../matching/execute-trade.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveOrder } from '../model/live-order.js';
import { type Amount, minimum } from '../types/amount.js';
import type { BookLevel, Side, SourceBook } from '../types/index.js';
import {
  addQuantity,
  closeSourceOrder,
  createSourceOrder,
  type DrivenMarket,
  isOfSource,
  reduceSourceOrder,
  removeQuantity,
  restingQuantity,
  restSourceOrder,
} from './source-orders.js';

type Row = { readonly side: Side; readonly price: Amount; readonly quantity: Amount };

/**
 * Changes levels of a book that follows a market source, such as a recording.
 *
 * A level gets the quantity that the source gives, less the quantity that accounts have already taken from the level. A
 * whole book of the source resets these taken quantities to 0.
 *
 * If the level becomes smaller, quantity at the end of its queue is removed first, so that orders of accounts keep
 * their place in the queue. If the level grows, quantity is added at the end of its queue. If the price of a level
 * reaches orders of accounts on the other side of the book, these orders are filled at their own prices.
 */
export function applySourceBook(state: EngineState, market: DrivenMarket, change: SourceBook): void {
  const { driven } = market;
  const rows = change.isWhole ? wholeBook(market, change) : changedLevels(change);
  const wasHidden = driven.isHidden && change.isWhole;
  if (wasHidden) driven.isHidden = false;
  if (rows.length === 0 && !wasHidden) return;
  if (change.isWhole) for (const side of ['BUY', 'SELL'] as const) driven.taken[side].clear();
  for (const { side, price, quantity } of rows) driven.shown(side).show(price, quantity);
  const growing: Row[] = [];
  for (const { side, price, quantity } of rows) {
    const level = market.book(side).get(price);
    const target = quantity - driven.takenOf(side, price, quantity);
    const missing = target - restingQuantity(market, level);
    if (level && missing < 0n) removeQuantity(market, side, level, -missing);
    else if (missing > 0n) growing.push({ side, price, quantity: missing });
  }
  for (const { side, price, quantity } of growing) {
    if (reaches(market, side, price)) cross(state, market, { side, price, quantity });
    else addQuantity(state, market, side, price, quantity);
  }
  emitRows(state, market, wasHidden ? publicRows(market) : rows, change.lastUpdateId);
}

/**
 * Shows the public an empty book until the market source sends its next whole book. Inside the engine the quantities of
 * the source stay in the book, so that orders of accounts keep their places in the queues.
 */
export function hideSourceBook(state: EngineState, market: DrivenMarket): void {
  if (market.driven.isHidden) return;
  const rows = publicRows(market);
  market.driven.isHidden = true;
  emitRows(state, market, rows, market.updateId + 1);
}

const publicRows = (market: DrivenMarket): Row[] =>
  (['BUY', 'SELL'] as const).flatMap((side) =>
    rowsOf(side, market.publicBook(side).snapshot(Number.POSITIVE_INFINITY)),
  );

const changedLevels = ({ bids, asks }: SourceBook): Row[] => [...rowsOf('BUY', bids), ...rowsOf('SELL', asks)];

const rowsOf = (side: Side, levels: readonly BookLevel[]): Row[] =>
  levels.map(([price, quantity]) => ({ side, price, quantity }));

/** Returns the levels in which a new whole book of the market source differs from the source's present book. */
function wholeBook({ driven }: DrivenMarket, { bids, asks }: SourceBook): Row[] {
  return (['BUY', 'SELL'] as const).flatMap((side) => {
    const next = new Map(side === 'BUY' ? bids : asks);
    const old = new Map(driven.shown(side).snapshot(Number.POSITIVE_INFINITY));
    const gone = [...old.keys()].filter((price) => !next.has(price));
    // A whole book of the source restores the quantities that accounts have taken. So each level from which accounts
    // have taken a quantity counts as changed, even if the source shows the same quantity as before.
    const changed = [...next].filter(
      ([price, quantity]) => old.get(price) !== quantity || driven.taken[side].has(price),
    );
    return rowsOf(side, [...gone.map((price) => [price, 0n] as const), ...changed]);
  });
}

function reaches(market: DrivenMarket, side: Side, price: Amount): boolean {
  const opposite = market.opposite(side);
  return opposite.best !== undefined && opposite.reaches(price, opposite.best.price);
}

/**
 * Adds a quantity from the book of the market source. The price of this quantity reaches orders on the other side of
 * the book, so these orders are filled.
 */
function cross(state: EngineState, market: DrivenMarket, { side, price, quantity }: Row): void {
  const order = createSourceOrder(state, market, side, price, quantity);
  const opposite = market.opposite(side);
  while (order.remaining > 0n && reaches(market, side, price)) {
    const level = opposite.best as NonNullable<typeof opposite.best>;
    const maker = level.head as LiveOrder;
    // The new quantity is newer than the rest of the book. If its price reaches an older quantity that the market
    // source showed on the other side, the source no longer has the older quantity. So the older quantity is removed
    // without a trade.
    if (isOfSource(market, maker)) reduceSourceOrder(market, maker.side, level, maker, maker.remaining);
    else executeTrade(state, order, maker, market, level.price, minimum(order.remaining, maker.visible));
  }
  const traded = quantity - order.remaining;
  if (traded > 0n) market.driven.take(side, price, traded);
  if (order.remaining === 0n) return;
  const rest = order.remaining;
  closeSourceOrder(order);
  if (market.book(side).get(price)) addQuantity(state, market, side, price, rest);
  else restSourceOrder(market, createSourceOrder(state, market, side, price, rest));
}

/**
 * Emits the changed levels, all with the same update id. This id is `lastUpdateId`, or the book's next update id if
 * that is higher. Without `lastUpdateId`, each changed level counts as one update, so the id rises by the number of
 * levels.
 */
function emitRows(state: EngineState, market: DrivenMarket, rows: readonly Row[], lastUpdateId?: number): void {
  if (rows.length === 0) return;
  const firstUpdateId = market.updateId + 1;
  market.updateId = lastUpdateId === undefined ? market.updateId + rows.length : Math.max(lastUpdateId, firstUpdateId);
  if (!state.hasListeners) return;
  const { symbol } = market.info;
  rows.forEach(({ side, price }, index) => {
    state.emit({
      type: 'LEVEL',
      symbol,
      updateId: market.updateId,
      side,
      price,
      quantity: market.publicBook(side).get(price)?.total ?? 0n,
      time: state.time,
      source: { firstUpdateId, isLast: index === rows.length - 1 },
    });
  });
}
