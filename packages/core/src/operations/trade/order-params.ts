import type { DecimalInput } from '../../decimal/index.js';
import type { NewOrderRespType, OrderSide, SelfTradePreventionMode } from '../enums/index.js';
import type { LimitMakerTerms, LimitTerms, MarketTerms, TriggerLimitTerms, TriggerTerms } from './order-terms.js';

/** Parameters of every new order. */
export type OrderCommon = {
  /** The symbol. */
  symbol: string;
  /** Side of the order. */
  side: OrderSide;
  /**
   * Client order id, unique among the account's open orders: `^[a-zA-Z0-9-_]{1,36}$`. If it is absent, the client
   * generates one.
   */
  newClientOrderId?: string | undefined;
  /** Id of the strategy to which the order belongs. */
  strategyId?: number | undefined;
  /** Kind of the strategy, a number of at least 1000000. */
  strategyType?: number | undefined;
  /**
   * The self-trade prevention mode, one of the symbol's `allowedSelfTradePreventionModes`. @default the symbol's
   * `defaultSelfTradePreventionMode`
   */
  selfTradePreventionMode?: SelfTradePreventionMode | undefined;
};

/** A quantity in the base asset. */
export type BaseQuantity = {
  /** Quantity to trade, in the base asset. */
  quantity: DecimalInput;
};

/**
 * A quantity in the base asset, or an amount in the quote asset. If a caller gives neither, the compiler's message
 * names the property that the last member of this union requires. For this reason, the quantity is the last member.
 */
export type MarketQuantity =
  | {
      quantity?: undefined;
      /** Amount of the quote asset to spend (BUY) or to receive (SELL). */
      quoteOrderQty: DecimalInput;
    }
  | {
      /** Quantity to trade, in the base asset. */
      quantity: DecimalInput;
      quoteOrderQty?: undefined;
    };

/** A LIMIT order. It trades at its price or better. The rest stays in the order book. */
export type LimitOrderParams = OrderCommon & BaseQuantity & LimitTerms;
/** A LIMIT_MAKER order. The exchange refuses it if it would trade at once. */
export type LimitMakerOrderParams = OrderCommon & BaseQuantity & LimitMakerTerms;
/** A MARKET order. It trades at once at the best available prices. */
export type MarketOrderParams = OrderCommon & MarketQuantity & MarketTerms;
/** A STOP_LOSS or TAKE_PROFIT order. Its trigger places a MARKET order. */
export type TriggerOrderParams = OrderCommon & BaseQuantity & TriggerTerms;
/** A STOP_LOSS_LIMIT or TAKE_PROFIT_LIMIT order. Its trigger places a LIMIT order. */
export type TriggerLimitOrderParams = OrderCommon & BaseQuantity & TriggerLimitTerms;

/** The orders for which `newOrderRespType` is FULL by default. */
export type PlainOrderParams = LimitOrderParams | MarketOrderParams;

/** The orders for which `newOrderRespType` is ACK by default. */
export type ConditionalOrderParams = LimitMakerOrderParams | TriggerOrderParams | TriggerLimitOrderParams;

/** An order of any type. `type` decides which other parameters it takes. */
export type NewOrderParams = PlainOrderParams | ConditionalOrderParams;

/** An order that is placed with smart order routing. */
export type NewSorOrderParams = OrderCommon & BaseQuantity & (LimitSorTerms | MarketTerms);

/**
 * The parameters of a LIMIT order with smart order routing, apart from its quantity. Such an order cannot be pegged.
 */
export type LimitSorTerms = Extract<LimitTerms, { pegPriceType?: undefined }>;

/** The optional parameter `newOrderRespType`, with any value. */
export type AnyResponse = {
  /** How many fields the answer has. The default depends on the operation and on the type of the order. */
  newOrderRespType?: NewOrderRespType | undefined;
};

/** Selects an answer with ids only. */
export type AckResponse = {
  /** How many fields the answer has. */
  newOrderRespType: 'ACK';
};

/** Selects an answer with the order's state. */
export type ResultResponse = {
  /** How many fields the answer has. */
  newOrderRespType: 'RESULT';
};

/** Selects an answer with the order's state and fills. */
export type FullResponse = {
  /** How many fields the answer has. */
  newOrderRespType: 'FULL';
};

/** Omits `newOrderRespType`, so that the exchange uses its default. */
export type DefaultResponse = { newOrderRespType?: undefined };

/** Parameters of `createOrder`. */
export type CreateOrderParams = NewOrderParams & AnyResponse;

/**
 * Selects an order, by `orderId` (given by the exchange) or by `origClientOrderId` (its client order id). If both are
 * given, both must match the same order.
 */
export type OrderReference =
  | {
      /** The exchange's id of the order. */
      orderId: number;
      /** The order's client order id. */
      origClientOrderId?: string | undefined;
    }
  | {
      orderId?: undefined;
      /** The order's client order id. */
      origClientOrderId: string;
    };
