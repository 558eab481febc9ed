import type { DecimalInput } from '../../decimal/index.js';
import type { OrderSide, PegOffsetType, PegPriceType, SelfTradePreventionMode, TimeInForce } from '../enums/index.js';
import type {
  LimitMakerTerms,
  LimitTerms,
  MarketTerms,
  OrderTrigger,
  TriggerLimitTerms,
  TriggerTerms,
} from './order-terms.js';

/** Parameters of every new order list. */
export type OrderListCommon = {
  /** The symbol. */
  symbol: string;
  /**
   * Client order id of the list, unique among the account's open order lists. If it is absent, the client generates
   * one.
   */
  listClientOrderId?: string | undefined;
  /**
   * The self-trade prevention mode, one of the symbol's `allowedSelfTradePreventionModes`. @default the symbol's
   * `defaultSelfTradePreventionMode`
   */
  selfTradePreventionMode?: SelfTradePreventionMode | undefined;
};

/** Parameters that every order of a list takes. */
type LegIdentity = {
  /** Client order id, unique among the account's open orders. If it is absent, the exchange generates one. */
  clientOrderId?: string | undefined;
  /** Id of the strategy to which the order belongs. */
  strategyId?: number | undefined;
  /** Kind of the strategy, a number of at least 1000000. */
  strategyType?: number | undefined;
};

/**
 * The terms of one order of a list. The names of the parameters begin with the prefix of the order: `price` becomes
 * `abovePrice`.
 */
export type Leg<Prefix extends string, T> = T extends unknown
  ? {
      [K in keyof (T & LegIdentity) as K extends string ? `${Prefix}${Capitalize<K>}` : never]: (T & LegIdentity)[K];
    }
  : never;

/**
 * The price of an order in an order list. This union has only two members, fewer than `OrderPrice`: the parameters of a
 * list are a union of all combinations of such members, and the compiler limits the size of a union. So the compiler
 * does not check that `pegOffsetType` and `pegOffsetValue` are given together. The order rules check it.
 */
type ListedPrice =
  | {
      /** Limit price, optional for a pegged order. */
      price?: DecimalInput | undefined;
      /**
       * Which best price the order follows: the one on its own side of the order book (`PRIMARY_PEG`), or the one on
       * the other side (`MARKET_PEG`).
       */
      pegPriceType: PegPriceType;
      /** Unit of `pegOffsetValue`. */
      pegOffsetType?: PegOffsetType | undefined;
      /** Distance from the best price in price levels, up to 100. Requires `pegOffsetType`. */
      pegOffsetValue?: number | undefined;
    }
  | {
      /** Limit price. */
      price: DecimalInput;
      pegPriceType?: undefined;
      pegOffsetType?: undefined;
      pegOffsetValue?: undefined;
    };

type Limit = LimitTerms<ListedPrice>;
type LimitMaker = LimitMakerTerms<ListedPrice>;
type TriggerLimit<T> = TriggerLimitTerms<T, ListedPrice>;

/** Terms of the order of an OCO pair that takes the profit. */
type ProfitTerms = LimitMaker | TriggerTerms<'TAKE_PROFIT'> | TriggerLimit<'TAKE_PROFIT_LIMIT'>;

/** Terms of the order of an OCO pair that limits the loss. */
type StopTerms = TriggerTerms<'STOP_LOSS'> | TriggerLimit<'STOP_LOSS_LIMIT'>;

type WorkingTerms = Limit | LimitMaker;
type PendingTerms =
  | Limit
  | LimitMaker
  | MarketTerms
  | TriggerTerms
  | TriggerLimit<'STOP_LOSS_LIMIT' | 'TAKE_PROFIT_LIMIT'>;

type WorkingQuantity = {
  /** Quantity of the working order, in the base asset. */
  workingQuantity: DecimalInput;
};
type PendingQuantity = {
  /** Quantity of each pending order, in the base asset. */
  pendingQuantity: DecimalInput;
};
type AnySides = {
  /** Side of the working order. */
  workingSide: OrderSide;
  /** Side of the pending orders. */
  pendingSide: OrderSide;
};
type BuyThenSell = {
  /** Side of the working order. */
  workingSide: 'BUY';
  /** Side of the pending orders. */
  pendingSide: 'SELL';
};

/**
 * An OCO pair: one order takes the profit, the other limits the loss. A SELL order takes its profit above the market
 * price, and a BUY order below the market price. The exchange refuses other combinations of types with -1165, -1166 or
 * -1196 to -1199.
 */
type Pair<Above extends string, Below extends string> =
  | (Leg<Above, ProfitTerms> & Leg<Below, StopTerms>)
  | (Leg<Above, StopTerms> & Leg<Below, ProfitTerms>);

/**
 * Parameters of an OCO list: two orders of which one cancels the other. A SELL order takes its profit above the market
 * price and limits its loss below it. A BUY order takes its profit below the market price and limits its loss above it.
 */
export type OcoOrderParams = OrderListCommon & {
  /** Side of both orders. */
  side: OrderSide;
  /** Quantity of each order, in the base asset. */
  quantity: DecimalInput;
} & Pair<'above', 'below'>;

/** Parameters of an OTO list: a pending order is placed when the working order is filled completely. */
export type OtoOrderParams = OrderListCommon &
  WorkingQuantity &
  PendingQuantity &
  AnySides &
  Leg<'working', WorkingTerms> &
  Leg<'pending', PendingTerms>;

/** Parameters of an OTOCO list: a pending OCO pair is placed when the working order is filled completely. */
export type OtocoOrderParams = OrderListCommon &
  WorkingQuantity &
  PendingQuantity &
  AnySides &
  Leg<'working', WorkingTerms> &
  Pair<'pendingAbove', 'pendingBelow'>;

/** Parameters of an OPO list: a pending SELL order sells what the working BUY order bought. */
export type OpoOrderParams = OrderListCommon &
  WorkingQuantity &
  BuyThenSell &
  Leg<'working', WorkingTerms> &
  Leg<'pending', PendingTerms>;

/** Parameters of an OPOCO list: a pending OCO pair of SELL orders sells what the working BUY order bought. */
export type OpocoOrderParams = OrderListCommon &
  WorkingQuantity &
  BuyThenSell &
  Leg<'working', WorkingTerms> &
  Pair<'pendingAbove', 'pendingBelow'>;

/**
 * Parameters of the deprecated OCO route: a LIMIT_MAKER order and a stop order. Over REST, the exchange requires
 * `stopPrice`. Over the WebSocket API, `trailingDelta` is enough.
 */
export type LegacyOcoOrderParams = OrderListCommon & {
  /** Side of both orders. */
  side: OrderSide;
  /** Quantity of each order, in the base asset. */
  quantity: DecimalInput;
  /** Client order id of the LIMIT_MAKER order. The exchange generates an id if absent. */
  limitClientOrderId?: string | undefined;
  /** Price of the LIMIT_MAKER order. */
  price: DecimalInput;
  /** Id of the strategy to which the LIMIT_MAKER order belongs. */
  limitStrategyId?: number | undefined;
  /** Kind of the LIMIT_MAKER order's strategy, a number of at least 1000000. */
  limitStrategyType?: number | undefined;
  /** Visible quantity of the LIMIT_MAKER order, in the base asset. Makes the order an iceberg order. */
  limitIcebergQty?: DecimalInput | undefined;
  /** Client order id of the stop order. The exchange generates an id if absent. */
  stopClientOrderId?: string | undefined;
  /** Id of the strategy to which the stop order belongs. */
  stopStrategyId?: number | undefined;
  /** Kind of the stop order's strategy, a number of at least 1000000. */
  stopStrategyType?: number | undefined;
} & OrderTrigger &
  (
    | { stopLimitPrice?: undefined; stopLimitTimeInForce?: undefined; stopIcebergQty?: undefined }
    | {
        /** Limit price of the stop order. Makes the order a STOP_LOSS_LIMIT order. */
        stopLimitPrice: DecimalInput;
        /** How long the stop order's LIMIT order stays open. */
        stopLimitTimeInForce: TimeInForce;
        /** Visible quantity of the stop order, in the base asset. Makes the order an iceberg order. */
        stopIcebergQty?: DecimalInput | undefined;
      }
  );
