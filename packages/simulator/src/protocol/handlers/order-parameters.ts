import { AMOUNT_DECIMALS, type Amount } from '../../engine/amount.js';
import type {
  CancelRestrictions,
  Leg,
  NewOrder,
  OrderType,
  PegPriceType,
  Side,
  StpMode,
  TimeInForce,
} from '../../engine/types.js';
import { refusal } from '../../refusals/refusal.js';
import { symbolOf } from '../context.js';
import {
  BOOLEAN,
  CLIENT_ID,
  DECIMAL,
  INT,
  LONG,
  oneOf,
  type Parameter,
  type ParameterTable,
  required,
  SYMBOL,
  type Values,
} from '../parameters/parameter-types.js';
import type { ResponseType } from '../render/order.js';
import { type Call, type Route, route } from './handler.js';

type Optional<T> = Parameter<T, false>;
type Required<T> = Parameter<T, true>;

export const SIDE: Optional<Side> = oneOf(['BUY', 'SELL'] as const, () => refusal('INVALID_SIDE'));
export const TIME_IN_FORCE: Optional<TimeInForce> = oneOf(['GTC', 'IOC', 'FOK'] as const, () =>
  refusal('INVALID_TIME_IN_FORCE'),
);
export const ORDER_TYPE: Optional<OrderType> = oneOf(
  ['LIMIT', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT', 'LIMIT_MAKER'] as const,
  () => refusal('INVALID_ORDER_TYPE'),
);
export const RESPONSE_TYPE: Optional<ResponseType> = oneOf(['ACK', 'RESULT', 'FULL'] as const);
export const STP_MODE: Optional<StpMode> = oneOf([
  'NONE',
  'EXPIRE_TAKER',
  'EXPIRE_MAKER',
  'EXPIRE_BOTH',
  'DECREMENT',
  'TRANSFER',
] as const);
/** rest-api.md's text; errors.md words it otherwise. */
export const CANCEL_RESTRICTIONS: Optional<CancelRestrictions> = oneOf(
  ['ONLY_NEW', 'ONLY_PARTIALLY_FILLED'] as const,
  () => refusal('INVALID_CANCEL_RESTRICTIONS'),
);
const PEG_PRICE_TYPE = oneOf(['PRIMARY_PEG', 'MARKET_PEG'] as const, () => refusal('INVALID_PEG_PRICE_TYPE'));
const PEG_OFFSET_TYPE = oneOf(['PRICE_LEVEL'] as const, () => refusal('INVALID_PEG_OFFSET_TYPE'));

/** What an order and every leg of a list have in common. */
type Common = {
  readonly timeInForce: Optional<TimeInForce>;
  readonly price: Optional<Amount>;
  readonly stopPrice: Optional<Amount>;
  readonly trailingDelta: Optional<number>;
  readonly icebergQty: Optional<Amount>;
  readonly strategyId: Optional<number>;
  readonly strategyType: Optional<number>;
  readonly pegPriceType: Optional<PegPriceType>;
  readonly pegOffsetType: Optional<'PRICE_LEVEL'>;
  readonly pegOffsetValue: Optional<number>;
};

/** What an order has besides, or instead of, what a leg has. */
type Head = {
  readonly symbol: Required<string>;
  readonly side: Required<Side>;
  readonly type: Required<OrderType>;
  readonly newClientOrderId: Optional<string>;
  readonly newOrderRespType: Optional<ResponseType>;
  readonly selfTradePreventionMode: Optional<StpMode>;
};

const common: Common = {
  timeInForce: TIME_IN_FORCE,
  price: DECIMAL,
  stopPrice: DECIMAL,
  trailingDelta: LONG,
  icebergQty: DECIMAL,
  strategyId: LONG,
  strategyType: INT,
  pegPriceType: PEG_PRICE_TYPE,
  pegOffsetType: PEG_OFFSET_TYPE,
  pegOffsetValue: INT,
};

const head: Head = {
  symbol: required(SYMBOL),
  side: required(SIDE),
  type: required(ORDER_TYPE),
  newClientOrderId: CLIENT_ID,
  newOrderRespType: RESPONSE_TYPE,
  selfTradePreventionMode: STP_MODE,
};

export const orderParameters: Head &
  Common & { readonly quantity: Optional<Amount>; readonly quoteOrderQty: Optional<Amount> } = {
  ...head,
  ...common,
  quantity: DECIMAL,
  quoteOrderQty: DECIMAL,
};

/** Smart order routing takes fewer parameters: no trigger, no peg, no quote quantity. */
export const sorParameters: Head &
  Pick<Common, 'timeInForce' | 'price' | 'strategyId' | 'strategyType' | 'icebergQty'> & {
    readonly quantity: Required<Amount>;
  } = {
  ...head,
  quantity: required(DECIMAL),
  timeInForce: TIME_IN_FORCE,
  price: DECIMAL,
  strategyId: LONG,
  strategyType: INT,
  icebergQty: DECIMAL,
};

export const testParameters: { readonly computeCommissionRates: Optional<boolean> } = {
  computeCommissionRates: BOOLEAN,
};

type LegParameters<P extends string> = {
  readonly [K in keyof Common as `${P}${Capitalize<K>}`]: Common[K];
} & { readonly [K in `${P}ClientOrderId`]: Optional<string> };

/** The parameters of one leg of a list, under its prefix: `abovePrice`, `pendingBelowStopPrice`. */
export function legParameters<const P extends string>(prefix: P): LegParameters<P> {
  const named = Object.entries({ ...common, clientOrderId: CLIENT_ID }).map(([name, parameter]) => [
    prefix + name[0]!.toUpperCase() + name.slice(1),
    parameter,
  ]);
  return Object.fromEntries(named) as LegParameters<P>;
}

/** Takes one leg out of a list's parameters. */
export function legOf(params: Readonly<Record<string, unknown>>, prefix: string, type: NewOrder['type']): Leg {
  const leg: Record<string, unknown> = { type, newClientOrderId: params[`${prefix}ClientOrderId`] };
  for (const name of Object.keys(common)) leg[name] = params[prefix + name[0]!.toUpperCase() + name.slice(1)];
  // The parameters were read by `legParameters`, whose kinds are the leg's.
  return leg as Leg;
}

/**
 * A route whose amounts are checked against the symbol's assets first: of prices and `quoteOrderQty` the quote asset's
 * precision counts, of quantities the base asset's.
 */
export function orderRoute<const P extends ParameterTable>(
  parameters: P & { readonly symbol: Required<string> },
  handle: (call: Call<Values<P> & { readonly symbol: string }>) => unknown,
): Route {
  return route<ParameterTable>(parameters, (call) => {
    const { baseAssetPrecision, quoteAssetPrecision } = symbolOf(call.core, call.params.symbol as string);
    for (const [name, value] of Object.entries(call.params)) {
      if (typeof value !== 'bigint') continue;
      const precision = /price$|^quoteOrderQty$/i.test(name) ? quoteAssetPrecision : baseAssetPrecision;
      if (precision < AMOUNT_DECIMALS && value % 10n ** BigInt(AMOUNT_DECIMALS - precision) !== 0n)
        throw refusal('TOO_MUCH_PRECISION', { name });
    }
    // Read by this very table.
    return handle(call as Call<Values<P> & { readonly symbol: string }>);
  });
}
