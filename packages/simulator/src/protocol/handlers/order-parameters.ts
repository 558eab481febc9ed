import { AMOUNT_DECIMALS, type Amount } from '../../engine/types/amount.js';
import type {
  CancelRestrictions,
  Leg,
  NewOrder,
  OrderType,
  PegPriceType,
  Side,
  StpMode,
  TimeInForce,
} from '../../engine/types/index.js';
import { refusal } from '../../refusals/refusal.js';
import { listedSymbol } from '../context.js';
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
import { defineHandler, type Handler, type HandlerRequest } from './handler.js';

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
/**
 * The parameter `cancelRestrictions`. An illegal value is refused with the message of rest-api.md, which differs from
 * the message in errors.md.
 */
export const CANCEL_RESTRICTIONS: Optional<CancelRestrictions> = oneOf(
  ['ONLY_NEW', 'ONLY_PARTIALLY_FILLED'] as const,
  () => refusal('INVALID_CANCEL_RESTRICTIONS'),
);
const PEG_PRICE_TYPE = oneOf(['PRIMARY_PEG', 'MARKET_PEG'] as const, () => refusal('INVALID_PEG_PRICE_TYPE'));
const PEG_OFFSET_TYPE = oneOf(['PRICE_LEVEL'] as const, () => refusal('INVALID_PEG_OFFSET_TYPE'));

/** The parameters that a single order and each order of an order list have in common. */
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

/**
 * The parameters that only a single order has. An order in an order list lacks them, or has them under another name.
 */
type OrderOnly = {
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

const orderOnly: OrderOnly = {
  symbol: required(SYMBOL),
  side: required(SIDE),
  type: required(ORDER_TYPE),
  newClientOrderId: CLIENT_ID,
  newOrderRespType: RESPONSE_TYPE,
  selfTradePreventionMode: STP_MODE,
};

export const orderParameters: OrderOnly &
  Common & { readonly quantity: Optional<Amount>; readonly quoteOrderQty: Optional<Amount> } = {
  ...orderOnly,
  ...common,
  quantity: DECIMAL,
  quoteOrderQty: DECIMAL,
};

/** The parameters of an order with smart order routing. Triggers, pegs and `quoteOrderQty` are not allowed. */
export const sorParameters: OrderOnly &
  Pick<Common, 'timeInForce' | 'price' | 'strategyId' | 'strategyType' | 'icebergQty'> & {
    readonly quantity: Required<Amount>;
  } = {
  ...orderOnly,
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

/**
 * The parameters of one order in an order list. Their names begin with `prefix`: `abovePrice`, `pendingBelowStopPrice`.
 */
export function legParameters<const P extends string>(prefix: P): LegParameters<P> {
  const named = Object.entries({ ...common, clientOrderId: CLIENT_ID }).map(([name, parameter]) => [
    prefix + name[0]!.toUpperCase() + name.slice(1),
    parameter,
  ]);
  return Object.fromEntries(named) as LegParameters<P>;
}

/** Builds one order of an order list from the list's parameters. */
export function legOf(params: Readonly<Record<string, unknown>>, prefix: string, type: NewOrder['type']): Leg {
  const leg: Record<string, unknown> = { type, newClientOrderId: params[`${prefix}ClientOrderId`] };
  for (const name of Object.keys(common)) leg[name] = params[prefix + name[0]!.toUpperCase() + name.slice(1)];
  // The cast is safe, because `legParameters` gives each parameter the type that it has in a `Leg`.
  return leg as Leg;
}

/**
 * Defines the handler of a request with the parameters of an order. Before `handle` runs, the number of decimals of
 * each amount is checked. Prices and `quoteOrderQty` may have at most as many decimals as the quote asset, and
 * quantities at most as many as the base asset.
 */
export function defineOrderHandler<const P extends ParameterTable>(
  parameters: P & { readonly symbol: Required<string> },
  handle: (call: HandlerRequest<Values<P> & { readonly symbol: string }>) => unknown,
): Handler {
  return defineHandler<ParameterTable>(parameters, (call) => {
    const { baseAssetPrecision, quoteAssetPrecision } = listedSymbol(call.context, call.params.symbol as string);
    for (const [name, value] of Object.entries(call.params)) {
      if (typeof value !== 'bigint') continue;
      const precision = /price$|^quoteOrderQty$/i.test(name) ? quoteAssetPrecision : baseAssetPrecision;
      if (precision < AMOUNT_DECIMALS && value % 10n ** BigInt(AMOUNT_DECIMALS - precision) !== 0n)
        throw refusal('TOO_MUCH_PRECISION', { name });
    }
    // The cast is safe, because the values were read with the table `parameters`.
    return handle(call as HandlerRequest<Values<P> & { readonly symbol: string }>);
  });
}
