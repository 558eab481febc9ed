import type { DecimalInput } from '../../decimal/index.js';
import type { OrderSide, SelfTradePreventionMode, TimeInForce } from '../enums.js';
import type { LimitMakerTerms, LimitTerms, MarketTerms, TriggerLimitTerms, TriggerTerms } from './order-terms.js';

/** What every new order list can say about itself. */
export type OrderListCommon = {
  symbol: string;
  /** Unique among the account's open order lists; made by the client when left out. */
  listClientOrderId?: string | undefined;
  /** One of the symbol's `allowedSelfTradePreventionModes`. @default the symbol's `defaultSelfTradePreventionMode` */
  selfTradePreventionMode?: SelfTradePreventionMode | undefined;
};

type LegIdentity = {
  /** Unique among the account's open orders; made by the exchange when left out. */
  clientOrderId?: string | undefined;
  /** Labels the order as part of a strategy. */
  strategyId?: number | undefined;
  /** At least 1000000. */
  strategyType?: number | undefined;
};

/** The terms of one order of a list, under the names of that order: `price` becomes `abovePrice`. */
export type Leg<Prefix extends string, T> = T extends unknown
  ? {
      [K in keyof (T & LegIdentity) as K extends string ? `${Prefix}${Capitalize<K>}` : never]: (T & LegIdentity)[K];
    }
  : never;

/** The order of a pair that takes the profit. */
type ProfitTerms = LimitMakerTerms | TriggerTerms<'TAKE_PROFIT'> | TriggerLimitTerms<'TAKE_PROFIT_LIMIT'>;

/** The order of a pair that stops the loss. */
type StopTerms = TriggerTerms<'STOP_LOSS'> | TriggerLimitTerms<'STOP_LOSS_LIMIT'>;

type WorkingTerms = LimitTerms | LimitMakerTerms;
type PendingTerms = LimitTerms | LimitMakerTerms | MarketTerms | TriggerTerms | TriggerLimitTerms;

type WorkingQuantity = { workingQuantity: DecimalInput };
type PendingQuantity = { pendingQuantity: DecimalInput };

/**
 * Two orders of which one cancels the other: one takes the profit, the other stops the loss. In a SELL the profit is
 * above the price, in a BUY below it (-1165, -1166 and -1196 to -1199 otherwise).
 */
type Pair<Above extends string, Below extends string> =
  | (Leg<Above, ProfitTerms> & Leg<Below, StopTerms>)
  | (Leg<Above, StopTerms> & Leg<Below, ProfitTerms>);

/** One cancels the other. A SELL takes its profit above and stops its loss below, a BUY the other way round. */
export type OcoOrderParams = OrderListCommon & {
  side: OrderSide;
  /** Of both orders. */
  quantity: DecimalInput;
} & Pair<'above', 'below'>;

/** One triggers the other: the pending order is placed when the working order has filled completely. */
export type OtoOrderParams = OrderListCommon &
  WorkingQuantity &
  PendingQuantity & {
    workingSide: OrderSide;
    pendingSide: OrderSide;
  } & Leg<'working', WorkingTerms> &
  Leg<'pending', PendingTerms>;

/** One triggers a pair of which one cancels the other. */
export type OtocoOrderParams = OrderListCommon &
  WorkingQuantity &
  PendingQuantity & {
    workingSide: OrderSide;
    pendingSide: OrderSide;
  } & Leg<'working', WorkingTerms> &
  Pair<'pendingAbove', 'pendingBelow'>;

/** One pays for the other: what the working BUY brings in, the pending SELL sells. */
export type OpoOrderParams = OrderListCommon &
  WorkingQuantity & {
    workingSide: 'BUY';
    pendingSide: 'SELL';
  } & Leg<'working', WorkingTerms> &
  Leg<'pending', PendingTerms>;

/** One pays for a pair of which one cancels the other. */
export type OpocoOrderParams = OrderListCommon &
  WorkingQuantity & {
    workingSide: 'BUY';
    pendingSide: 'SELL';
  } & Leg<'working', WorkingTerms> &
  Pair<'pendingAbove', 'pendingBelow'>;

/** A LIMIT_MAKER order and a stop order of the deprecated route. */
export type LegacyOcoOrderParams = OrderListCommon & {
  side: OrderSide;
  /** Of both orders. */
  quantity: DecimalInput;
  limitClientOrderId?: string | undefined;
  /** Of the LIMIT_MAKER order. */
  price: DecimalInput;
  limitStrategyId?: number | undefined;
  /** At least 1000000. */
  limitStrategyType?: number | undefined;
  limitIcebergQty?: DecimalInput | undefined;
  /** Basis points. */
  trailingDelta?: number | undefined;
  stopClientOrderId?: string | undefined;
  stopPrice: DecimalInput;
  stopStrategyId?: number | undefined;
  /** At least 1000000. */
  stopStrategyType?: number | undefined;
} & (
    | { stopLimitPrice?: undefined; stopLimitTimeInForce?: undefined; stopIcebergQty?: undefined }
    | {
        /** Makes the stop order a STOP_LOSS_LIMIT. */
        stopLimitPrice: DecimalInput;
        stopLimitTimeInForce: TimeInForce;
        stopIcebergQty?: DecimalInput | undefined;
      }
  );
