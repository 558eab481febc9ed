import type { Level } from '../model/book.js';
import type { LiveList } from '../model/live-list.js';
import type { LiveOrder } from '../model/live-order.js';
import type { Market } from '../model/market.js';
import type { World } from '../model/world.js';
import type { ExecutionType, Fill, ListOrderStatus, ListStatusType, OrderEvent, RejectReason, Side } from '../types.js';

type Details = {
  clientOrderId?: string;
  origClientOrderId?: string;
  rejectReason?: RejectReason;
  fill?: Fill;
  prevention?: OrderEvent['prevention'];
};

const NONE: Details = {};

/** Tells of an execution of an order, and counts it. Returns its id. */
export function reportOrder(
  world: World,
  order: LiveOrder,
  executionType: ExecutionType,
  isOnBook: boolean,
  details: Details = NONE,
): number {
  const { market } = order.seat;
  const executionId = market.nextExecutionId;
  market.nextExecutionId += 1;
  if (!world.isHeard) return executionId;
  world.emit({
    type: 'ORDER',
    executionType,
    order,
    executionId,
    time: world.time,
    clientOrderId: details.clientOrderId ?? order.clientOrderId,
    origClientOrderId: details.origClientOrderId ?? '',
    rejectReason: details.rejectReason ?? 'NONE',
    isOnBook,
    fill: details.fill,
    prevention: details.prevention,
  });
  return executionId;
}

/** Tells that a level shows another quantity, and counts the update. */
export function reportLevel(world: World, market: Market, side: Side, level: Level): void {
  market.updateId += 1;
  if (!world.isHeard) return;
  world.emit({
    type: 'LEVEL',
    symbol: market.info.symbol,
    updateId: market.updateId,
    side,
    price: level.price,
    quantity: level.total,
    time: world.time,
  });
}

export function reportList(
  world: World,
  list: LiveList,
  listStatusType: ListStatusType,
  listOrderStatus: ListOrderStatus,
  rejectReason: RejectReason = 'NONE',
): void {
  list.transactionTime = world.time;
  if (!world.isHeard) return;
  world.emit({ type: 'LIST', list, listStatusType, listOrderStatus, rejectReason, time: world.time });
}

/** Tells each account what the command changed in its balances. */
export function reportAccounts(world: World): void {
  const { touched } = world.ledger;
  for (const account of touched) {
    account.updateTime = world.time;
    if (world.isHeard) {
      world.emit({
        type: 'ACCOUNT',
        accountId: account.id,
        time: world.time,
        balances: account.touched.map(({ asset, free, locked }) => ({ asset, free, locked })),
      });
    }
    for (const balance of account.touched) balance.touched = false;
    account.touched.length = 0;
  }
  touched.length = 0;
}
