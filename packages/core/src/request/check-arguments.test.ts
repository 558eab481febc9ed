import { describe, expect, it } from 'vitest';
import * as operations from '../operations/index.js';
import type { AnyOperation } from '../operations/operation.js';
import { checkArguments } from './check-arguments.js';

const records = Object.entries(operations as Readonly<Record<string, unknown>>).filter(
  (entry): entry is [string, AnyOperation] => Object(entry[1]) === entry[1] && 'effect' in (entry[1] as object),
);
const recordOf = (name: string): AnyOperation => new Map(records).get(name) as AnyOperation;
const check = (name: string, params: object) => () => checkArguments(name, recordOf(name), params, {});

describe('checkArguments', () => {
  it.each(records.filter(([, { needs }]) => needs))('refuses %s without a mandatory parameter', (name, { needs }) => {
    const complete = Object.fromEntries((needs ?? []).map((names) => [names.split('|')[0] as string, 'X']));
    expect(check(name, complete)).not.toThrow();
    for (const param of Object.keys(complete)) {
      for (const value of [undefined, '']) {
        expect(check(name, { ...complete, [param]: value })).toThrow(
          new RegExp(`^${name}: ${param}.*expected a value`),
        );
      }
    }
  });

  it('names the parameters of which a call needs one, and 0 is a value', () => {
    expect(check('getOrder', { symbol: 'BNBBTC' })).toThrow('getOrder: orderId|origClientOrderId: expected a value');
    expect(check('getOrder', { symbol: 'BNBBTC', origClientOrderId: 'a' })).not.toThrow();
    expect(check('getOrder', { symbol: 'BNBBTC', orderId: 0 })).not.toThrow();
  });
});
