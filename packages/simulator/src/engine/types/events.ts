import type { Amount } from './amount.js';
import type { SymbolInfo } from './configuration.js';
import type { ExecutionType, ListOrderStatus, ListStatusType, RejectReason, Side } from './enums.js';
import type { Balance, Fill, Order, OrderList, PreventedMatch, Trade } from './records.js';

// In the order in which things happen. A listener is called in the middle of a command: it may read, and must take what
// it needs at once, since records are live; it must not call a command.

export type LevelEvent = {
  readonly type: 'LEVEL';
  readonly symbol: string;
  /** Rises by one with each level change of the symbol. */
  readonly updateId: number;
  readonly side: Side;
  readonly price: Amount;
  /** Absolute; 0 removes the level. */
  readonly quantity: Amount;
  readonly time: number;
};

export type TradeEvent = { readonly type: 'TRADE'; readonly trade: Trade };

/** An `executionReport`. */
export type OrderEvent = {
  readonly type: 'ORDER';
  readonly executionType: ExecutionType;
  readonly order: Order;
  readonly executionId: number;
  readonly time: number;
  /** Field `c`: differs from the order's own when it names a cancel. */
  readonly clientOrderId: string;
  /** Field `C`: of a cancelled or amended order, the id it had; else empty. */
  readonly origClientOrderId: string;
  readonly rejectReason: RejectReason;
  /** Field `w`. */
  readonly isOnBook: boolean;
  /** Of a `TRADE`. */
  readonly fill: Fill | undefined;
  /** Of a `TRADE_PREVENTION`. */
  readonly prevention:
    | {
        readonly match: PreventedMatch;
        readonly lastPreventedQuantity: Amount;
        readonly counterOrderId: number;
        readonly counterSymbol: string;
        /** What would have been traded. */
        readonly quantity: Amount;
        readonly price: Amount;
        readonly quoteQuantity: Amount;
      }
    | undefined;
};

/** Once per command and account, after its orders' events: the assets that the command touched. */
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

/** A deposit, withdrawal or transfer. */
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
