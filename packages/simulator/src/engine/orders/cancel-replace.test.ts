// Tests each row of the table of results in Binance's rest-api.md, "Cancel an Existing Order and Send a New Order".
import { describe, expect, it } from 'vitest';
import {
  codeAndText,
  d,
  funded,
  limit,
  order,
  plain,
  refusal,
  setUpEngine,
} from '../../../test/engine/engine-setup.js';
import { defaultSettings } from '../../assumptions/assumptions.js';
import { isRefusal, type Refusal } from '../../refusals/refusal.js';
import { refusalReply } from '../../refusals/refusal-table.js';
import type { CancelReplace, CancelReplaceResult } from '../index.js';

const symbol = 'BTCUSDT';

type Row = readonly [
  mode: CancelReplace['cancelReplaceMode'],
  exceeded: NonNullable<CancelReplace['orderRateLimitExceededMode']>,
  isLimited: boolean,
  cancel: boolean,
  place: boolean,
  expected: string,
];

// The last two booleans of a row say whether the cancellation and the new order, each on its own, would succeed.
const ROWS: readonly Row[] = [
  ['STOP_ON_FAILURE', 'DO_NOTHING', false, true, true, 'SUCCESS SUCCESS 200'],
  ['STOP_ON_FAILURE', 'DO_NOTHING', false, false, true, 'FAILURE NOT_ATTEMPTED 400'],
  ['STOP_ON_FAILURE', 'DO_NOTHING', false, true, false, 'SUCCESS FAILURE 409'],
  ['STOP_ON_FAILURE', 'DO_NOTHING', true, true, true, '-1015 429'],
  ['STOP_ON_FAILURE', 'DO_NOTHING', true, false, true, '-1015 429'],
  ['STOP_ON_FAILURE', 'CANCEL_ONLY', false, true, true, 'SUCCESS SUCCESS 200'],
  ['STOP_ON_FAILURE', 'CANCEL_ONLY', false, false, true, 'FAILURE NOT_ATTEMPTED 400'],
  ['STOP_ON_FAILURE', 'CANCEL_ONLY', false, true, false, 'SUCCESS FAILURE 409'],
  ['STOP_ON_FAILURE', 'CANCEL_ONLY', true, false, true, 'FAILURE NOT_ATTEMPTED 429'],
  ['STOP_ON_FAILURE', 'CANCEL_ONLY', true, true, true, 'SUCCESS FAILURE 429'],
  ['ALLOW_FAILURE', 'DO_NOTHING', false, true, true, 'SUCCESS SUCCESS 200'],
  ['ALLOW_FAILURE', 'DO_NOTHING', false, false, false, 'FAILURE FAILURE 400'],
  ['ALLOW_FAILURE', 'DO_NOTHING', false, false, true, 'FAILURE SUCCESS 409'],
  ['ALLOW_FAILURE', 'DO_NOTHING', false, true, false, 'SUCCESS FAILURE 409'],
  ['ALLOW_FAILURE', 'DO_NOTHING', true, true, true, '-1015 429'],
  ['ALLOW_FAILURE', 'CANCEL_ONLY', false, true, true, 'SUCCESS SUCCESS 200'],
  ['ALLOW_FAILURE', 'CANCEL_ONLY', false, false, false, 'FAILURE FAILURE 400'],
  ['ALLOW_FAILURE', 'CANCEL_ONLY', false, false, true, 'FAILURE SUCCESS 409'],
  ['ALLOW_FAILURE', 'CANCEL_ONLY', false, true, false, 'SUCCESS FAILURE 409'],
  ['ALLOW_FAILURE', 'CANCEL_ONLY', true, false, true, 'FAILURE FAILURE 400'],
  ['ALLOW_FAILURE', 'CANCEL_ONLY', true, true, true, 'SUCCESS FAILURE 409'],
];

function setUp(limitOfOrders = 100) {
  const { engine } = setUpEngine([plain(symbol, 'BTC', 'USDT')], {
    orderLimits: [{ interval: 'SECOND', intervalNum: 10, limit: limitOfOrders }],
  });
  const others = funded(engine, { BTC: 10 }, { house: true });
  engine.placeOrder(others, limit(symbol, 'SELL', 1, 200));
  const me = funded(engine, { USDT: 1000 });
  const { orderId } = engine.placeOrder(me, limit(symbol, 'BUY', 1, 100)).order;
  return { engine, me, orderId, count: () => engine.unfilledOrderCounts(me)[0]?.count };
}

describe('cancelReplace', () => {
  it.each(ROWS)(
    '%s, %s, over the limit: %s, cancels: %s, places: %s',
    (mode, exceeded, isLimited, cancels, places, expected) => {
      const { engine, me, orderId } = setUp(isLimited ? 1 : 100);
      const fits = limit(symbol, 'BUY', 1, 101);
      const crosses = order({ symbol, side: 'BUY', type: 'LIMIT_MAKER', quantity: 1, price: 201 });
      const outcome = () => {
        try {
          const result = engine.cancelReplace(me, {
            cancelReplaceMode: mode,
            orderRateLimitExceededMode: exceeded,
            cancelOrderId: cancels ? orderId : 999,
            order: places ? fits : crosses,
          });
          return `${result.cancel.result} ${result.placement.result} 200`;
        } catch (error) {
          if (!isRefusal(error)) throw error;
          const { code, status } = refusalReply(error, defaultSettings);
          if (code !== -2021 && code !== -2022) return `${code} ${status}`;
          const halves = (error.details as { result: CancelReplaceResult }).result;
          const isPartial = halves.cancel.result === 'SUCCESS' || halves.placement.result === 'SUCCESS';
          expect(codeAndText(error)).toEqual(
            isPartial ? [-2021, 'Order cancel-replace partially failed.'] : [-2022, 'Order cancel-replace failed.'],
          );
          if (halves.cancel.result === 'FAILURE') {
            expect(codeAndText(halves.cancel.refusal)).toEqual([-2011, 'Unknown order sent.']);
          }
          if (halves.placement.result === 'FAILURE') {
            expect(codeAndText(halves.placement.refusal)).toEqual(
              isLimited
                ? [-1015, 'Too many new orders; current limit is 1 orders per 10 SECOND.']
                : [-2010, 'Order would immediately match and take.'],
            );
          }
          return `${halves.cancel.result} ${halves.placement.result} ${status}`;
        }
      };
      expect(outcome()).toBe(expected);
      const isCancelled = expected.startsWith('SUCCESS');
      expect(engine.order(me, { symbol, orderId }).status).toBe(isCancelled ? 'CANCELED' : 'NEW');
    },
  );

  it('counts an order that was not attempted', () => {
    const { engine, me, count } = setUp();
    expect(count()).toBe(1);
    const request = {
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrderId: 999,
      order: limit(symbol, 'BUY', 1, 101),
    } as const;
    expect(refusal(() => engine.cancelReplace(me, request))[0]).toBe(-2022);
    expect(count()).toBe(2);
  });

  it('checks the filters before it cancels', () => {
    const { engine, me, orderId } = setUp();
    engine.changeSymbol(symbol, { filters: [{ filterType: 'LOT_SIZE', minQty: '1', maxQty: '9', stepSize: '1' }] });
    const request = {
      cancelReplaceMode: 'ALLOW_FAILURE',
      cancelOrderId: orderId,
      order: limit(symbol, 'BUY', 1.5, 101),
    } as const;
    expect(refusal(() => engine.cancelReplace(me, request))).toEqual([-1013, 'Filter failure: LOT_SIZE']);
    expect(engine.order(me, { symbol, orderId }).status).toBe('NEW');
  });

  it('spends the funds that the cancel unlocks', () => {
    const { engine, me } = setUp();
    const all = engine.placeOrder(me, limit(symbol, 'BUY', 9, 100)).order;
    const request = {
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrderId: all.orderId,
      order: limit(symbol, 'BUY', 9, 100),
    } as const;
    expect(engine.cancelReplace(me, request).placement.result).toBe('SUCCESS');
  });

  it('pegs the new order to the book after the cancel', () => {
    const { engine } = setUpEngine([plain(symbol, 'BTC', 'USDT')]);
    const me = funded(engine, { USDT: 1000 });
    engine.placeOrder(me, limit(symbol, 'BUY', 1, 90));
    const best = engine.placeOrder(me, limit(symbol, 'BUY', 1, 100)).order;
    const { placement } = engine.cancelReplace(me, {
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrderId: best.orderId,
      order: order({
        symbol,
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: 1,
        pegPriceType: 'PRIMARY_PEG',
      }),
    });
    expect(placement).toMatchObject({ result: 'SUCCESS', response: { order: { peggedPrice: d(90) } } });
  });

  it('fails when the peg depended on the cancelled order, and filters the new pegged price', () => {
    const { engine } = setUpEngine([plain(symbol, 'BTC', 'USDT')]);
    const me = funded(engine, { USDT: 1000 });
    const replaceBest = (price: number) => {
      const { orderId } = engine.placeOrder(me, limit(symbol, 'BUY', 1, price)).order;
      const pegged = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1 } as const;
      const request = {
        cancelReplaceMode: 'STOP_ON_FAILURE',
        cancelOrderId: orderId,
        order: order({ ...pegged, pegPriceType: 'PRIMARY_PEG' }),
      } as const;
      return () => engine.cancelReplace(me, request);
    };
    const fails = (reason: string) =>
      expect.objectContaining({
        details: expect.objectContaining({
          result: { cancel: expect.objectContaining({ result: 'SUCCESS' }), placement: failure(reason) },
        }),
      });
    const failure = (reason: string) => ({ result: 'FAILURE', refusal: expect.objectContaining({ reason }) });
    expect(replaceBest(100)).toThrow(fails('NO_LEVEL_FOR_PEG'));
    engine.placeOrder(me, limit(symbol, 'BUY', 1, 1));
    const filters = [{ filterType: 'MIN_NOTIONAL', minNotional: '50', applyToMarket: false, avgPriceMins: 5 }] as const;
    engine.changeSymbol(symbol, { filters });
    expect(replaceBest(100)).toThrow(fails('FILTER_FAILURE'));
  });

  it.each([
    ['a quote amount', { type: 'MARKET', quoteOrderQty: 100 }, 'NO_LIQUIDITY'],
    ['a peg', { type: 'LIMIT', timeInForce: 'GTC', quantity: 1, pegPriceType: 'PRIMARY_PEG' }, 'NO_LEVEL_FOR_PEG'],
  ] as const)('cancels before the empty book refuses a new order with %s', (_, terms, reason) => {
    const { engine } = setUpEngine([plain(symbol, 'BTC', 'USDT')]);
    const me = funded(engine, { BTC: 1, USDT: 1000 });
    const replace = (cancelReplaceMode: 'STOP_ON_FAILURE' | 'ALLOW_FAILURE', cancelOrderId: number) => {
      try {
        return engine.cancelReplace(me, {
          cancelReplaceMode,
          cancelOrderId,
          order: order({ symbol, side: 'BUY', ...terms }),
        });
      } catch (error) {
        return (error as Refusal<'CANCEL_REPLACE_FAILED'>).details.result;
      }
    };
    const waiting = { symbol, side: 'SELL', type: 'STOP_LOSS', quantity: 1, stopPrice: 50 } as const;
    const { orderId } = engine.placeOrder(me, order(waiting)).order;
    const placement = { result: 'FAILURE', refusal: { reason } };
    expect(replace('STOP_ON_FAILURE', orderId)).toMatchObject({ cancel: { result: 'SUCCESS' }, placement });
    expect(engine.openOrders(me)).toEqual([]);
    expect(replace('ALLOW_FAILURE', orderId)).toMatchObject({ cancel: { result: 'FAILURE' }, placement });
    const stopped = { cancel: { result: 'FAILURE' }, placement: { result: 'NOT_ATTEMPTED' } };
    expect(replace('STOP_ON_FAILURE', orderId)).toMatchObject(stopped);
  });

  it('spends no more than the quote amount when the cancelled order was the best price', () => {
    const { engine } = setUpEngine([plain(symbol, 'BTC', 'USDT')]);
    const others = funded(engine, { BTC: 10 });
    const me = funded(engine, { BTC: 10, USDT: 1000 });
    engine.placeOrder(others, limit(symbol, 'SELL', 5, 200));
    const own = engine.placeOrder(me, limit(symbol, 'SELL', 1, 100)).order;
    const { placement } = engine.cancelReplace(me, {
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrderId: own.orderId,
      order: order({ symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: 100 }),
    });
    expect(placement).toMatchObject({
      result: 'SUCCESS',
      response: { order: { status: 'FILLED', executedQty: d('0.5'), cumulativeQuoteQty: d(100) } },
    });
  });

  it('obeys cancelRestrictions', () => {
    const { engine, me, orderId } = setUp();
    const request = {
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrderId: orderId,
      cancelRestrictions: 'ONLY_PARTIALLY_FILLED',
      order: limit(symbol, 'BUY', 1, 101),
    } as const;
    expect(() => engine.cancelReplace(me, request)).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({
          result: expect.objectContaining({
            cancel: { result: 'FAILURE', refusal: expect.objectContaining({ reason: 'CANCEL_RESTRICTED' }) },
          }),
        }),
      }),
    );
  });
});
