import type { PriceLevel } from '../model/book-side.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveList, LiveMarket, LiveOrder } from '../model/live-order.js';
import type {
  ExecutionType,
  Fill,
  ListOrderStatus,
  ListStatusType,
  OrderEvent,
  RejectReason,
  Side,
} from '../types/index.js';

type Details = {
  clientOrderId?: string;
  origClientOrderId?: string;
  rejectReason?: RejectReason;
  fill?: Fill;
  prevention?: OrderEvent['prevention'];
};

const NONE: Details = {};

/** Emits an execution report of an order. @returns the execution id of the report */
export function emitOrder(
  state: EngineState,
  order: LiveOrder,
  executionType: ExecutionType,
  isOnBook: boolean,
  details: Details = NONE,
): number {
  const { market } = order.owner;
  const executionId = market.nextExecutionId;
  market.nextExecutionId += 1;
  if (!state.hasListeners) return executionId;
  state.emit({
    type: 'ORDER',
    executionType,
    order,
    executionId,
    time: state.time,
    clientOrderId: details.clientOrderId ?? order.clientOrderId,
    origClientOrderId: details.origClientOrderId ?? '',
    rejectReason: details.rejectReason ?? 'NONE',
    isOnBook,
    fill: details.fill,
    prevention: details.prevention,
  });
  return executionId;
}

/** Raises the update id of the book by one, and emits the new quantity of a price level. */
export function emitLevel(state: EngineState, market: LiveMarket, side: Side, level: PriceLevel<LiveOrder>): void {
  if (market.isPrivate || market.driven?.isHidden) return;
  market.updateId += 1;
  if (!state.hasListeners) return;
  state.emit({
    type: 'LEVEL',
    symbol: market.info.symbol,
    updateId: market.updateId,
    side,
    price: level.price,
    quantity: level.total,
    time: state.time,
  });
}

export function emitList(
  state: EngineState,
  list: LiveList,
  listStatusType: ListStatusType,
  listOrderStatus: ListOrderStatus,
  rejectReason: RejectReason = 'NONE',
): void {
  list.transactionTime = state.time;
  if (!state.hasListeners) return;
  state.emit({ type: 'LIST', list, listStatusType, listOrderStatus, rejectReason, time: state.time });
}

/** Emits an event for each account whose balances the command has changed. Called at the end of a command. */
export function emitAccounts(state: EngineState): void {
  const { touched } = state.ledger;
  for (const account of touched) {
    account.updateTime = state.time;
    if (state.hasListeners) {
      state.emit({
        type: 'ACCOUNT',
        accountId: account.id,
        time: state.time,
        balances: account.touched.map(({ asset, free, locked }) => ({ asset, free, locked })),
      });
    }
    for (const balance of account.touched) balance.touched = false;
    account.touched.length = 0;
  }
  touched.length = 0;
}
