import type { DecimalInput } from '../../decimal.js';
import type {
  NewOrderRespType,
  OrderSide,
  PegOffsetType,
  PegPriceType,
  SelfTradePreventionMode,
  TimeInForce,
} from '../../enums.js';

/** What every new order can say about itself. */
export type OrderIdentity = {
  /** Unique among the account's open orders, `^[a-zA-Z0-9-_]{1,36}$`; made by the client when left out. */
  newClientOrderId?: string | undefined;
  /** Labels the order as part of a strategy. */
  strategyId?: number | undefined;
  /** At least 1000000. */
  strategyType?: number | undefined;
  /** One of the symbol's `allowedSelfTradePreventionModes`. @default the symbol's `defaultSelfTradePreventionMode` */
  selfTradePreventionMode?: SelfTradePreventionMode | undefined;
};

/** A limit price, or a price pegged to the best one of a side. */
export type OrderPrice =
  | {
      price: DecimalInput;
      pegPriceType?: undefined;
      pegOffsetType?: undefined;
      pegOffsetValue?: undefined;
    }
  | ({
      price?: DecimalInput | undefined;
      /** Pegs the price to the best one of the own (`PRIMARY_PEG`) or the other side (`MARKET_PEG`). */
      pegPriceType: PegPriceType;
    } & PegOffset);

/** How many levels away from the best price a pegged order stands. */
export type PegOffset =
  | {
      pegOffsetType: PegOffsetType;
      /** Levels, up to 100. */
      pegOffsetValue: number;
    }
  | { pegOffsetType?: undefined; pegOffsetValue?: undefined };

/** When an order with a trigger becomes active: at a price, by a trailing distance in basis points, or both. */
export type OrderTrigger =
  | { stopPrice: DecimalInput; trailingDelta?: number | undefined }
  | { stopPrice?: undefined; trailingDelta: number };

/** An amount of the base asset, or (to spend or receive) of the quote asset. */
export type MarketQuantity =
  | { quantity: DecimalInput; quoteOrderQty?: undefined }
  | { quantity?: undefined; quoteOrderQty: DecimalInput };

type OrderCommon = OrderIdentity & {
  symbol: string;
  side: OrderSide;
};

export type LimitOrderParams = OrderCommon & {
  type: 'LIMIT';
  timeInForce: TimeInForce;
  quantity: DecimalInput;
  /** The part shown in the book; needs `timeInForce: 'GTC'`. */
  icebergQty?: DecimalInput | undefined;
} & OrderPrice;

export type LimitMakerOrderParams = OrderCommon & {
  type: 'LIMIT_MAKER';
  quantity: DecimalInput;
  icebergQty?: DecimalInput | undefined;
} & OrderPrice;

export type MarketOrderParams = OrderCommon & { type: 'MARKET' } & MarketQuantity;

/** Sends a MARKET order when its trigger is reached. */
export type TriggerOrderParams = OrderCommon & {
  type: 'STOP_LOSS' | 'TAKE_PROFIT';
  quantity: DecimalInput;
} & OrderTrigger;

/** Sends a LIMIT order when its trigger is reached. */
export type TriggerLimitOrderParams = OrderCommon & {
  type: 'STOP_LOSS_LIMIT' | 'TAKE_PROFIT_LIMIT';
  timeInForce: TimeInForce;
  quantity: DecimalInput;
  /** The part shown in the book; needs `timeInForce: 'GTC'`. */
  icebergQty?: DecimalInput | undefined;
} & OrderPrice &
  OrderTrigger;

/** Orders whose answer is FULL by default. */
export type PlainOrderParams = LimitOrderParams | MarketOrderParams;

/** Orders whose answer is ACK by default. */
export type ConditionalOrderParams = LimitMakerOrderParams | TriggerOrderParams | TriggerLimitOrderParams;

/** An order of any type; `type` decides what else it takes. */
export type NewOrderParams = PlainOrderParams | ConditionalOrderParams;

/** How much the answer says. */
export type Responding<T extends NewOrderRespType | undefined> = T extends NewOrderRespType
  ? { newOrderRespType: T }
  : { newOrderRespType?: undefined };

/** Parameters of {@link createOrder}. */
export type CreateOrderParams = NewOrderParams & {
  /** @default 'FULL' for LIMIT and MARKET, else 'ACK' */
  newOrderRespType?: NewOrderRespType | undefined;
};
