import { describe, expect, it } from 'vitest';
import { createSpotClient } from '../client/spot-client.js';
import { BinanceConfigError } from '../errors/index.js';
import * as operations from '../operations/index.js';
import type { AnyOperation } from '../operations/operation.js';
import { paramProblem } from './param-problem.js';

const records = Object.entries(operations as Readonly<Record<string, unknown>>).filter(
  (entry): entry is [string, AnyOperation] => Object(entry[1]) === entry[1] && 'effect' in (entry[1] as object),
);
const recordOf = (name: string): AnyOperation => new Map(records).get(name) as AnyOperation;
const problem = (name: string, params: object) => paramProblem(recordOf(name), params);

describe('paramProblem', () => {
  it.each(records.filter(([, { needs }]) => needs))('refuses %s without a mandatory parameter', (name, { needs }) => {
    const complete = Object.fromEntries((needs ?? []).map((names) => [names.split('|')[0] as string, 'X']));
    expect(problem(name, complete)).toBeUndefined();
    for (const param of Object.keys(complete)) {
      for (const value of [undefined, '']) {
        expect(problem(name, { ...complete, [param]: value })).toMatch(new RegExp(`^${param}.*: expected a value$`));
      }
    }
  });

  it('names the parameters of which a call needs one, and 0 is a value', () => {
    expect(problem('getOrder', { symbol: 'BNBBTC' })).toBe('orderId or origClientOrderId: expected a value');
    expect(problem('getOrder', { symbol: 'BNBBTC', origClientOrderId: 'a' })).toBeUndefined();
    expect(problem('getHistoricalBlockTrades', { symbol: 'BNBBTC', fromId: 0 })).toBeUndefined();
  });

  it('names a symbol in capitals if it was given in small letters', () => {
    const hint = "symbol: expected capitals, got 'bnbbtc'. Did you mean 'BNBBTC'?";
    expect(problem('getOrderBook', { symbol: 'bnbbtc' })).toBe(hint);
    expect(problem('cancelOrder', { symbol: 'bnbbtc', orderId: 1 })).toBe(hint);
    expect(problem('getTickers', { symbols: ['ETHBTC', 'bnbbtc'] })).toBe(hint);
    expect(problem('getExchangeInfo', { symbol: 'BNBbtc' })).toContain("Did you mean 'BNBBTC'?");
    expect(problem('getTickers', { symbols: ['ETHBTC', '1INCHBTC', '这是测试币456'] })).toBeUndefined();
    // The order rules check the symbols of orders. The error of the order rules is more helpful: it has a hint, and its
    // class is specific to unknown symbols.
    expect(problem('createOrder', { symbol: 'bnbbtc', side: 'BUY' })).toBeUndefined();
  });

  it('rejects the call, which is not sent', async () => {
    let requests = 0;
    const fetch = async (): Promise<Response> => {
      requests++;
      return Response.json({});
    };
    const client = createSpotClient({ fetch });
    await expect(client.getKlines({ symbol: 'BNBBTC' } as never)).rejects.toThrow(
      new BinanceConfigError('getKlines: interval: expected a value'),
    );
    await expect(client.getOrderBook({ symbol: 'bnbbtc' })).rejects.toBeInstanceOf(BinanceConfigError);
    expect(requests).toBe(0);
    client.close();
  });
});
