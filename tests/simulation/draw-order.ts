import type { CallOptions, SpotClient } from '@pkg/core';
import type { Dice } from '../support/dice.js';
import type { SYMBOLS } from './world.js';

export type TradedSymbol = (typeof SYMBOLS)[number];

/** The random values from which an order or an order list is made. */
export type Draw = {
  readonly symbol: TradedSymbol;
  readonly side: 'BUY' | 'SELL';
  readonly quantity: string;
  readonly price: string;
  /** Returns the middle price of the book, raised by the fraction `share`. */
  readonly priceAt: (share: number) => string;
  readonly dice: Dice;
};

/** An order or an order list that can be sent with a client order id. */
export type Drawn = {
  readonly kind: string;
  /** The parameters of a single order; undefined for an order list. */
  readonly params?: object;
  readonly send: (id: string | undefined, options: CallOptions) => Promise<unknown>;
};

/** Returns a single order of a random type. */
export function drawOrder(client: SpotClient, { symbol, side, quantity, price, priceAt, dice }: Draw): Drawn {
  const order = { symbol, side, quantity } as const;
  const stop = { price, stopPrice: price, timeInForce: 'GTC' } as const;
  const away = (share: number): string => priceAt(side === 'BUY' ? -share : share);
  const resting = { ...order, type: 'LIMIT', timeInForce: 'GTC' } as const;
  const peg = { pegPriceType: 'PRIMARY_PEG' } as const;
  // LTC is the only base asset with smart order routing.
  const isRouted = symbol === 'LTCUSDT' && dice.chance(0.1);
  const [lossDelta, profitDelta, pegOffset] = [dice.between(10, 60), dice.between(10, 60), dice.between(1, 5)];
  const params = dice.pick([
    () => ({ ...order, type: 'MARKET' }) as const,
    () => ({ ...order, type: 'LIMIT', timeInForce: 'IOC', price }) as const,
    () => ({ ...order, type: 'LIMIT', timeInForce: 'FOK', price }) as const,
    () => ({ ...order, type: 'LIMIT_MAKER', price }) as const,
    () => ({ ...order, type: 'STOP_LOSS_LIMIT', ...stop }) as const,
    () => ({ ...order, type: 'TAKE_PROFIT_LIMIT', ...stop }) as const,
    () => ({ ...order, type: 'STOP_LOSS', stopPrice: price }) as const,
    () => ({ ...order, type: 'STOP_LOSS', trailingDelta: lossDelta }) as const,
    () => ({ ...order, type: 'TAKE_PROFIT', trailingDelta: profitDelta }) as const,
    () => ({ symbol, side, type: 'MARKET', quoteOrderQty: symbol === 'BNBBTC' ? '0.01' : '100' }) as const,
    () => ({ ...resting, price }) as const,
    () => ({ ...resting, price: away(0.004) }) as const,
    () => ({ ...resting, price: away(0.002) }) as const,
    () => {
      const icebergQty = (Number(quantity) / 2).toFixed(symbol === 'BNBBTC' ? 2 : 3);
      return { ...resting, price: away(0.002), icebergQty } as const;
    },
    () => ({ ...resting, ...peg }) as const,
    () => ({ ...resting, ...peg, pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: pegOffset }) as const,
  ])();
  if (isRouted) {
    const routed = dice.pick([
      { ...order, type: 'MARKET' },
      { ...order, type: 'LIMIT', timeInForce: 'GTC', price },
    ] as const);
    return {
      kind: `SOR ${routed.type}`,
      params: routed,
      send: (id, options) => client.createSorOrder({ ...routed, newClientOrderId: id }, options),
    };
  }
  return {
    kind: params.type,
    params,
    send: (id, options) => client.createOrder({ ...params, newClientOrderId: id }, options),
  };
}

/** Returns an order list of a random type. */
export function drawList(client: SpotClient, { symbol, side, quantity, priceAt, dice }: Draw): Drawn {
  const close = {
    workingType: 'LIMIT',
    workingTimeInForce: 'GTC',
    workingQuantity: quantity,
  } as const;
  const workingPrice = (of: 'BUY' | 'SELL'): string => priceAt(of === 'BUY' ? -0.0005 : 0.0005);
  const other = side === 'BUY' ? 'SELL' : 'BUY';
  const profit = { pendingAboveType: 'LIMIT_MAKER', pendingAbovePrice: priceAt(0.003) } as const;
  const sellPair = { ...profit, pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: priceAt(-0.003) } as const;
  const buyPair = {
    pendingBelowType: 'LIMIT_MAKER',
    pendingBelowPrice: priceAt(-0.003),
    pendingAboveType: 'STOP_LOSS',
    pendingAboveStopPrice: priceAt(0.003),
  } as const;
  const working = { ...close, workingSide: side, workingPrice: workingPrice(side) } as const;
  const buying = { ...close, workingSide: 'BUY', workingPrice: workingPrice('BUY') } as const;
  return dice.pick<Drawn>([
    {
      kind: 'OCO',
      send(id, options) {
        const common = { symbol, listClientOrderId: id, quantity };
        const sell = {
          aboveType: 'LIMIT_MAKER',
          abovePrice: priceAt(0.003),
          belowType: 'STOP_LOSS',
          belowStopPrice: priceAt(-0.003),
        } as const;
        const buy = {
          belowType: 'LIMIT_MAKER',
          belowPrice: priceAt(-0.003),
          aboveType: 'STOP_LOSS',
          aboveStopPrice: priceAt(0.003),
        } as const;
        return side === 'SELL'
          ? client.createOcoOrder({ ...common, side, ...sell }, options)
          : client.createOcoOrder({ ...common, side, ...buy }, options);
      },
    },
    {
      kind: 'OTO',
      send(id, options) {
        const pending = {
          pendingType: 'LIMIT',
          pendingTimeInForce: 'GTC',
          pendingSide: other,
          pendingQuantity: quantity,
          pendingPrice: priceAt(other === 'SELL' ? 0.002 : -0.002),
        } as const;
        return client.createOtoOrder({ symbol, listClientOrderId: id, ...working, ...pending }, options);
      },
    },
    {
      kind: 'OTOCO',
      send(id, options) {
        const common = { symbol, listClientOrderId: id, ...working, pendingQuantity: quantity } as const;
        return side === 'BUY'
          ? client.createOtocoOrder({ ...common, pendingSide: 'SELL', ...sellPair }, options)
          : client.createOtocoOrder({ ...common, pendingSide: 'BUY', ...buyPair }, options);
      },
    },
    {
      kind: 'OPO',
      send(id, options) {
        const pending = {
          pendingSide: 'SELL',
          pendingType: 'LIMIT',
          pendingTimeInForce: 'GTC',
          pendingPrice: priceAt(0.002),
        } as const;
        return client.createOpoOrder({ symbol, listClientOrderId: id, ...buying, ...pending }, options);
      },
    },
    {
      kind: 'OPOCO',
      send(id, options) {
        const common = { symbol, listClientOrderId: id, ...buying, pendingSide: 'SELL' } as const;
        return client.createOpocoOrder({ ...common, ...sellPair }, options);
      },
    },
  ]);
}
