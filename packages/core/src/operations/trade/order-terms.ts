import type { DecimalInput } from '../../decimal/index.js';
import type { PegOffsetType, PegPriceType, TimeInForce } from '../enums/index.js';

/**
 * A limit price, or a price that follows the best price of one side of the order book. The limit price must be the last
 * member of this union, and no member may be an intersection. Otherwise, if a caller forgets `price`, some versions of
 * the compiler do not name it in their message.
 */
export type OrderPrice =
  | {
      /** Limit price, optional for a pegged order. */
      price?: DecimalInput | undefined;
      /**
       * Which best price the order follows: the one on its own side of the order book (`PRIMARY_PEG`), or the one on
       * the other side (`MARKET_PEG`).
       */
      pegPriceType: PegPriceType;
      /** Unit of `pegOffsetValue`. */
      pegOffsetType: PegOffsetType;
      /** Distance from the best price in price levels, up to 100. */
      pegOffsetValue: number;
    }
  | {
      /** Limit price, optional for a pegged order. */
      price?: DecimalInput | undefined;
      /**
       * Which best price the order follows: the one on its own side of the order book (`PRIMARY_PEG`), or the one on
       * the other side (`MARKET_PEG`).
       */
      pegPriceType: PegPriceType;
      pegOffsetType?: undefined;
      pegOffsetValue?: undefined;
    }
  | {
      /** Limit price. */
      price: DecimalInput;
      pegPriceType?: undefined;
      pegOffsetType?: undefined;
      pegOffsetValue?: undefined;
    };

/**
 * What triggers an order: a price, a trailing distance from the price, or both. If a caller gives neither, the
 * compiler's message names the property that the last member of this union requires. For this reason, the price is the
 * last member.
 */
export type OrderTrigger =
  | {
      stopPrice?: undefined;
      /**
       * How far the price must fall from its highest or rise from its lowest value to trigger the order, in basis
       * points.
       */
      trailingDelta: number;
    }
  | {
      /** Trigger price. */
      stopPrice: DecimalInput;
      /**
       * How far the price must fall from its highest or rise from its lowest value to trigger the order, in basis
       * points.
       */
      trailingDelta?: number | undefined;
    };

type Iceberg = {
  /**
   * Visible quantity of an iceberg order, in the base asset. Requires `timeInForce: 'GTC'`, except for LIMIT_MAKER
   * orders.
   */
  icebergQty?: DecimalInput | undefined;
};

/** Terms of a LIMIT order, apart from its quantity. */
export type LimitTerms<Price = OrderPrice> = {
  /** Type of the order. */
  type: 'LIMIT';
  /** How long the order stays open. */
  timeInForce: TimeInForce;
} & Iceberg &
  Price;

/** Terms of a LIMIT_MAKER order, apart from its quantity. */
export type LimitMakerTerms<Price = OrderPrice> = {
  /** Type of the order. */
  type: 'LIMIT_MAKER';
  timeInForce?: undefined;
} & Iceberg &
  Price;

/** Terms of a MARKET order, apart from its quantity. */
export type MarketTerms = {
  /** Type of the order. */
  type: 'MARKET';
};

/** Terms of a STOP_LOSS or TAKE_PROFIT order, apart from its quantity. Its trigger places a MARKET order. */
export type TriggerTerms<T = 'STOP_LOSS' | 'TAKE_PROFIT'> = {
  /** Type of the order. */
  type: T;
} & OrderTrigger;

/** Terms of a STOP_LOSS_LIMIT or TAKE_PROFIT_LIMIT order, apart from its quantity. Its trigger places a LIMIT order. */
export type TriggerLimitTerms<T = 'STOP_LOSS_LIMIT' | 'TAKE_PROFIT_LIMIT', Price = OrderPrice> = {
  /** Type of the order. */
  type: T;
  /** How long the LIMIT order stays open. */
  timeInForce: TimeInForce;
} & Iceberg &
  Price &
  OrderTrigger;
