import type { Amount } from './amount.js';
import type { SymbolInfo } from './configuration.js';
import type { ExecutionType, ListOrderStatus, ListStatusType, RejectReason, Side } from './enums.js';
import type { Balance, Fill, Order, OrderList, PreventedMatch, Trade } from './records.js';

// A command emits its events in the order in which they happen. A listener may query the engine, but must not call a
// command. Later commands change the records in an event, so a listener copies what it needs.

export type LevelEvent = {
  readonly type: 'LEVEL';
  readonly symbol: string;
  /** Rises by one with each level change of the symbol, except where a market source gives the ids. */
  readonly updateId: number;
  /** Present if the change is one of several that a market source makes at once. */
  readonly source?: SourceChange | undefined;
  readonly side: Side;
  readonly price: Amount;
  /** The new quantity of the level; 0 removes the level. */
  readonly quantity: Amount;
  readonly time: number;
};

/** What is common to the level changes that a market source makes at once. They have one `updateId`. */
export type SourceChange = {
  /** The update id that follows the last one before the changes. */
  readonly firstUpdateId: number;
  /** Whether the event is the last of these changes. */
  readonly isLast: boolean;
};

export type TradeEvent = { readonly type: 'TRADE'; readonly trade: Trade };

/** An event that becomes an `executionReport`. */
export type OrderEvent = {
  readonly type: 'ORDER';
  readonly executionType: ExecutionType;
  readonly order: Order;
  readonly executionId: number;
  readonly time: number;
  /** Field `c` of the report. For a cancellation, the client order id of the cancel. */
  readonly clientOrderId: string;
  /**
   * Field `C` of the report. For a cancellation or an amendment, the client order id that the order had; otherwise
   * empty.
   */
  readonly origClientOrderId: string;
  readonly rejectReason: RejectReason;
  /** Field `w` of the report: whether the order is working on the book. */
  readonly isOnBook: boolean;
  /** Present if the execution type is `TRADE`. */
  readonly fill: Fill | undefined;
  /** Present if the execution type is `TRADE_PREVENTION`. */
  readonly prevention:
    | {
        readonly match: PreventedMatch;
        readonly lastPreventedQuantity: Amount;
        readonly counterOrderId: number;
        readonly counterSymbol: string;
        /** The quantity that would have been traded without the prevention. */
        readonly quantity: Amount;
        readonly price: Amount;
        readonly quoteQuantity: Amount;
      }
    | undefined;
};

/** The balances of an account that a command has changed. Emitted at most once per command, after the order events. */
export type AccountEvent = {
  readonly type: 'ACCOUNT';
  readonly accountId: number;
  readonly time: number;
  readonly balances: readonly Balance[];
};

export type ListEvent = {
  readonly type: 'LIST';
  readonly list: OrderList;
  readonly listStatusType: ListStatusType;
  readonly listOrderStatus: ListOrderStatus;
  readonly rejectReason: RejectReason;
  readonly time: number;
};

/** A deposit, a withdrawal, or one side of a transfer. */
export type TransferEvent = {
  readonly type: 'TRANSFER';
  readonly accountId: number;
  readonly asset: string;
  readonly delta: Amount;
  readonly time: number;
};

export type ExternalLockEvent = {
  readonly type: 'EXTERNAL_LOCK';
  readonly accountId: number;
  readonly asset: string;
  readonly delta: Amount;
  readonly time: number;
};

export type SymbolEvent = { readonly type: 'SYMBOL'; readonly symbol: SymbolInfo; readonly time: number };

export type ReferencePriceEvent = {
  readonly type: 'REFERENCE_PRICE';
  readonly symbol: string;
  readonly price: Amount | null;
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
