import type { OrderContext, OrderOperation } from '@pkg/core/filters';
import { type Fraction, fraction } from './fraction.js';

export type Params = Readonly<Record<string, unknown>>;

/** One order of a request, with the names of its parameters in this request. */
export type RequestOrder = {
  readonly prefix: string;
  readonly names: Readonly<Record<string, string>>;
  readonly type: string | undefined;
  readonly side: string | undefined;
  readonly price: Fraction | undefined;
  readonly stopPrice: Fraction | undefined;
  readonly quantity: Fraction | undefined;
  readonly quoteOrderQty: Fraction | undefined;
  readonly icebergQty: Fraction | undefined;
  readonly trailingDelta: Fraction | undefined;
  readonly isPegged: boolean;
  readonly isPending: boolean;
  readonly isPaid: boolean;
};

export const ALGO = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'];
export const AT_MARKET = ['MARKET', 'STOP_LOSS', 'TAKE_PROFIT'];
export const LIMITED = ['LIMIT', 'LIMIT_MAKER', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'];
export const TIMED = ['LIMIT', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'];
export const LOSSES = ['STOP_LOSS', 'STOP_LOSS_LIMIT'];

/**
 * Returns the orders of a request, each with its parameter names. The names are repeated here from Binance's
 * rest-api.md, so that the reference implementation of the rules does not share them with the core package.
 */
export function ordersOf(
  params: Params,
  operation: OrderOperation,
  context: OrderContext,
  broken: Set<string>,
): RequestOrder[] {
  const fields = [
    'type',
    'side',
    'timeInForce',
    'quantity',
    'quoteOrderQty',
    'price',
    'stopPrice',
    'trailingDelta',
    'icebergQty',
    'clientOrderId',
    'strategyType',
    'pegPriceType',
    'pegOffsetType',
    'pegOffsetValue',
  ];
  const read = (prefix: string, renamed: Record<string, string>, type?: string, isPaid = false): RequestOrder => {
    const names: Record<string, string> = {};
    for (const field of fields) {
      names[field] = renamed[field] ?? (prefix ? `${prefix}${field[0]!.toUpperCase()}${field.slice(1)}` : field);
    }
    const number = (field: string): Fraction | undefined => {
      const given = params[names[field] as string];
      if (given === undefined || given === null) return undefined;
      const value = fraction(given);
      if (value === undefined) broken.add(`PARAMETERS ${names[field]}`);
      return value;
    };
    const word = (field: string): string | undefined => {
      const given = params[names[field] as string];
      return given === undefined || given === null ? undefined : String(given);
    };
    return {
      prefix,
      names,
      type: type ?? word('type'),
      side: word('side'),
      price: number('price'),
      stopPrice: number('stopPrice'),
      quantity: number('quantity'),
      quoteOrderQty: number('quoteOrderQty'),
      icebergQty: number('icebergQty'),
      trailingDelta: number('trailingDelta'),
      isPegged: word('pegPriceType') !== undefined,
      isPending: prefix.startsWith('pending'),
      isPaid,
    };
  };
  const shared = { side: 'side', quantity: 'quantity' };
  const pending = { side: 'pendingSide', quantity: 'pendingQuantity' };
  switch (operation) {
    case 'amendOrder': {
      const order = read('-', { quantity: 'newQty', clientOrderId: 'newClientOrderId' });
      const amended = amendedOrder(params, context);
      const price = fraction(amended?.price);
      return [{ ...order, type: amended?.type, side: amended?.side, price: price?.[0] ? price : undefined }];
    }
    case 'createOcoOrder':
      return [read('above', shared), read('below', shared)];
    case 'createLegacyOcoOrder': {
      const stop = {
        ...shared,
        price: 'stopLimitPrice',
        stopPrice: 'stopPrice',
        trailingDelta: 'trailingDelta',
        timeInForce: 'stopLimitTimeInForce',
      };
      const type = params.stopLimitPrice === undefined ? 'STOP_LOSS' : 'STOP_LOSS_LIMIT';
      return [read('limit', { ...shared, price: 'price' }, 'LIMIT_MAKER'), read('stop', stop, type)];
    }
    case 'createOtoOrder':
    case 'createOpoOrder':
      return [read('working', {}), read('pending', {}, undefined, operation === 'createOpoOrder')];
    case 'createOtocoOrder':
    case 'createOpocoOrder': {
      const isPaid = operation === 'createOpocoOrder';
      return [
        read('working', {}),
        read('pendingAbove', pending, undefined, isPaid),
        read('pendingBelow', pending, undefined, isPaid),
      ];
    }
    default:
      return [read('', { clientOrderId: 'newClientOrderId' })];
  }
}

export function amendedOrder(params: Params, { openOrders }: OrderContext) {
  return openOrders?.find((open) =>
    open.symbol !== params.symbol
      ? false
      : params.orderId !== undefined && params.orderId !== null
        ? open.orderId === params.orderId
        : open.clientOrderId === params.origClientOrderId,
  );
}

export function rises(type: string | undefined, side: string | undefined): boolean {
  return LOSSES.includes(type ?? '') ? side === 'BUY' : side !== 'BUY';
}
