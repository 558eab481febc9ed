import type { DecimalInput } from '../../decimal/index.js';
import type { PegOffsetType, PegPriceType, TimeInForce } from '../enums.js';

/** How many levels away from the best price a pegged order stands. */
export type PegOffset =
  | {
      pegOffsetType: PegOffsetType;
      /** Levels, up to 100. */
      pegOffsetValue: number;
    }
  | { pegOffsetType?: undefined; pegOffsetValue?: undefined };

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

/** When an order with a trigger becomes active: at a price, by a trailing distance in basis points, or both. */
export type OrderTrigger =
  | { stopPrice: DecimalInput; trailingDelta?: number | undefined }
  | { stopPrice?: undefined; trailingDelta: number };

type Iceberg = {
  /** The part shown in the book; needs `timeInForce: 'GTC'`. */
  icebergQty?: DecimalInput | undefined;
};

/** A LIMIT order but for its quantity. */
export type LimitTerms = { type: 'LIMIT'; timeInForce: TimeInForce } & Iceberg & OrderPrice;

/** A LIMIT_MAKER order but for its quantity. */
export type LimitMakerTerms = { type: 'LIMIT_MAKER'; timeInForce?: undefined } & Iceberg & OrderPrice;

/** A MARKET order but for its quantity. */
export type MarketTerms = { type: 'MARKET' };

/** A STOP_LOSS or TAKE_PROFIT order, which sends a MARKET order when its trigger is reached, but for its quantity. */
export type TriggerTerms<T = 'STOP_LOSS' | 'TAKE_PROFIT'> = { type: T } & OrderTrigger;

/** Such an order that sends a LIMIT order when its trigger is reached, but for its quantity. */
export type TriggerLimitTerms<T = 'STOP_LOSS_LIMIT' | 'TAKE_PROFIT_LIMIT'> = {
  type: T;
  timeInForce: TimeInForce;
} & Iceberg &
  OrderPrice &
  OrderTrigger;
