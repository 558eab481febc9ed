import type { DecimalInput } from '../../decimal/index.js';
import type { NewOrderRespType, OrderSide, SelfTradePreventionMode } from '../enums.js';
import type { LimitMakerTerms, LimitTerms, MarketTerms, TriggerLimitTerms, TriggerTerms } from './order-terms.js';

/** What every new order can say about itself. */
export type OrderCommon = {
  symbol: string;
  side: OrderSide;
  /** Unique among the account's open orders, `^[a-zA-Z0-9-_]{1,36}$`; made by the client when left out. */
  newClientOrderId?: string | undefined;
  /** Labels the order as part of a strategy. */
  strategyId?: number | undefined;
  /** At least 1000000. */
  strategyType?: number | undefined;
  /** One of the symbol's `allowedSelfTradePreventionModes`. @default the symbol's `defaultSelfTradePreventionMode` */
  selfTradePreventionMode?: SelfTradePreventionMode | undefined;
};

/** An amount of the base asset. */
export type BaseQuantity = { quantity: DecimalInput };

/** An amount of the base asset, or (to spend or receive) of the quote asset. */
export type MarketQuantity =
  | { quantity: DecimalInput; quoteOrderQty?: undefined }
  | { quantity?: undefined; quoteOrderQty: DecimalInput };

/** Trades at its price or better, and waits in the book for it. */
export type LimitOrderParams = OrderCommon & BaseQuantity & LimitTerms;
/** A LIMIT order that is refused when it would trade at once. */
export type LimitMakerOrderParams = OrderCommon & BaseQuantity & LimitMakerTerms;
/** Trades at once at the best prices there are. */
export type MarketOrderParams = OrderCommon & MarketQuantity & MarketTerms;
/** Sends a MARKET order when its trigger is reached. */
export type TriggerOrderParams = OrderCommon & BaseQuantity & TriggerTerms;
/** Sends a LIMIT order when its trigger is reached. */
export type TriggerLimitOrderParams = OrderCommon & BaseQuantity & TriggerLimitTerms;

/** Orders whose answer is FULL by default. */
export type PlainOrderParams = LimitOrderParams | MarketOrderParams;

/** Orders whose answer is ACK by default. */
export type ConditionalOrderParams = LimitMakerOrderParams | TriggerOrderParams | TriggerLimitOrderParams;

/** An order of any type; `type` decides what else it takes. */
export type NewOrderParams = PlainOrderParams | ConditionalOrderParams;

/** An order for smart order routing. */
export type NewSorOrderParams = OrderCommon & BaseQuantity & (LimitSorTerms | MarketTerms);

/** A LIMIT order for smart order routing: it cannot be pegged. */
export type LimitSorTerms = Extract<LimitTerms, { pegPriceType?: undefined }>;

/** How much the answer says. */
export type AnyResponse = { newOrderRespType?: NewOrderRespType | undefined };

/** Asks for ids only. */
export type AckResponse = { newOrderRespType: 'ACK' };

/** Asks for the order as it stands. */
export type ResultResponse = { newOrderRespType: 'RESULT' };

/** Asks for the order with its fills. */
export type FullResponse = { newOrderRespType: 'FULL' };

/** Leaves it to the exchange. */
export type DefaultResponse = { newOrderRespType?: undefined };

/** Parameters of `createOrder`. */
export type CreateOrderParams = NewOrderParams & AnyResponse;

/** Names an order by the exchange's id or by its client order id; with both, both must fit. */
export type OrderReference =
  | { orderId: number; origClientOrderId?: string | undefined }
  | { orderId?: undefined; origClientOrderId: string };
