import type { Amount } from './amount.js';
import type { SymbolInfo } from './configuration.js';
import type { ExecutionType, ListOrderStatus, ListStatusType, RejectReason, Side } from './enums.js';
import type { Balance, Fill, Order, OrderList, PreventedMatch, Trade } from './records.js';

// For all events of this file: a command emits its events in the order in which they happen. A listener may query the
// engine, but must not call a command. Later commands change the records in an event, so a listener must copy a record
// that it keeps.

export type LevelEvent = {
  /** Kind of the event. */
  readonly type: 'LEVEL';
  /** Name of the symbol. */
  readonly symbol: string;
  /** The update id of the book. It rises by one with each change of a level, unless a market source gives the ids. */
  readonly updateId: number;
  /** Properties of a group of changes that a market source makes at once. Undefined for all other changes. */
  readonly source?: SourceChange | undefined;
  /** Side of the book. */
  readonly side: Side;
  /** Price of the level. */
  readonly price: Amount;
  /** The new quantity of the level; 0 removes the level. */
  readonly quantity: Amount;
  /** Time of the event, in µs. */
  readonly time: number;
};

/**
 * The properties that all level changes of one group share. A market source makes the changes of a group at once, with
 * the same `updateId`.
 */
export type SourceChange = {
  /** The first update id of the group: the update id of the book before the group, plus 1. */
  readonly firstUpdateId: number;
  /** Whether this level change is the last of the group. */
  readonly isLast: boolean;
};

export type TradeEvent = {
  /** Kind of the event. */
  readonly type: 'TRADE';
  /** The trade. */
  readonly trade: Trade;
};

/** An event that becomes an `executionReport`. */
export type OrderEvent = {
  /** Kind of the event. */
  readonly type: 'ORDER';
  /** The change of the order that the event reports, such as `NEW` or `TRADE`. */
  readonly executionType: ExecutionType;
  /** The order after the event. */
  readonly order: Order;
  /** Id of the report. */
  readonly executionId: number;
  /** Time of the event, in µs. */
  readonly time: number;
  /** Field `c` of the execution report: client order id of the order. For a cancellation, the cancellation's own id. */
  readonly clientOrderId: string;
  /**
   * Field `C` of the execution report: the client order id of the order before its cancellation or amendment. Empty
   * for all other events.
   */
  readonly origClientOrderId: string;
  /** Why the order was refused; `NONE` if it was not. */
  readonly rejectReason: RejectReason;
  /** Field `w` of the execution report: whether the order is working on the book. */
  readonly isOnBook: boolean;
  /** The fill of the order if the execution type is `TRADE`, otherwise undefined. */
  readonly fill: Fill | undefined;
  /** The prevented self-trade if the execution type is `TRADE_PREVENTION`, otherwise undefined. */
  readonly prevention:
    | {
        /** The prevented match. */
        readonly match: PreventedMatch;
        /** Quantity that the prevention removed from this order. */
        readonly lastPreventedQuantity: Amount;
        /** Id of the other order of the prevented trade. */
        readonly counterOrderId: number;
        /** Symbol of the other order of the prevented trade. */
        readonly counterSymbol: string;
        /** The quantity that would have been traded without the prevention. */
        readonly quantity: Amount;
        /** Price of the prevented trade. */
        readonly price: Amount;
        /** Value of the prevented trade, in the quote asset. */
        readonly quoteQuantity: Amount;
      }
    | undefined;
};

/**
 * The balances of one account that a command has changed. A command emits this event at most once per account, after
 * its order events.
 */
export type AccountEvent = {
  /** Kind of the event. */
  readonly type: 'ACCOUNT';
  /** Id of the account. */
  readonly accountId: number;
  /** Time of the event, in µs. */
  readonly time: number;
  /** The balances that have changed. */
  readonly balances: readonly Balance[];
};

export type ListEvent = {
  /** Kind of the event. */
  readonly type: 'LIST';
  /** The order list. */
  readonly list: OrderList;
  /** The change of the list that the event reports, such as `EXEC_STARTED` or `ALL_DONE`. */
  readonly listStatusType: ListStatusType;
  /** State of the list. */
  readonly listOrderStatus: ListOrderStatus;
  /** Why an order of the list was refused; `NONE` if no order was refused. */
  readonly rejectReason: RejectReason;
  /** Time of the event, in µs. */
  readonly time: number;
};

/** A deposit, a withdrawal, or one side of a transfer. */
export type TransferEvent = {
  /** Kind of the event. */
  readonly type: 'TRANSFER';
  /** Id of the account. */
  readonly accountId: number;
  /** Name of the asset. */
  readonly asset: string;
  /** The change of the free balance. */
  readonly delta: Amount;
  /** Time of the event, in µs. */
  readonly time: number;
};

export type ExternalLockEvent = {
  /** Kind of the event. */
  readonly type: 'EXTERNAL_LOCK';
  /** Id of the account. */
  readonly accountId: number;
  /** Name of the asset. */
  readonly asset: string;
  /** The change of the locked balance. */
  readonly delta: Amount;
  /** Time of the event, in µs. */
  readonly time: number;
};

export type SymbolEvent = {
  /** Kind of the event. */
  readonly type: 'SYMBOL';
  /** The symbol with its new properties. */
  readonly symbol: SymbolInfo;
  /** Time of the event, in µs. */
  readonly time: number;
};

export type ReferencePriceEvent = {
  /** Kind of the event. */
  readonly type: 'REFERENCE_PRICE';
  /** Name of the symbol. */
  readonly symbol: string;
  /** The new reference price. Null if there is none. */
  readonly price: Amount | null;
  /** Time of the event, in µs. */
  readonly time: number;
};

export type EngineEvent =
  | LevelEvent
  | TradeEvent
  | OrderEvent
  | AccountEvent
  | ListEvent
  | TransferEvent
  | ExternalLockEvent
  | SymbolEvent
  | ReferencePriceEvent;

export type EngineListener = (event: EngineEvent) => void;
