import { describe, expect, it } from 'vitest';
import type { Reply } from '../operations/call.js';
import * as operations from '../operations/index.js';
import type { AnyOperation } from '../operations/operation.js';
import { copyReply, readReply } from './read-reply.js';

describe('copyReply', () => {
  it('keeps only a possible retryAfter', () => {
    for (const retryAfter of [Infinity, -1, Number.NaN, '5', {}]) {
      const reply = { status: 200, data: 1, rateLimits: [], retryAfter: retryAfter as number };
      expect(copyReply(reply).retryAfter).toBeUndefined();
    }
    expect(copyReply({ status: 200, data: 1, rateLimits: [], retryAfter: 5 }).retryAfter).toBe(5);
  });

  it('reads each field once', () => {
    const reads: string[] = [];
    const hostile = new Proxy({} as Reply, { get: (_, field) => void reads.push(String(field)) });
    copyReply(hostile);
    expect(reads.sort()).toEqual(['data', 'rateLimits', 'retryAfter', 'status']);
  });
});

// The samples are from Binance's documentation of the WebSocket API, sections "Query Reference Price" and "Place new
// order using SOR".
describe('readReply', () => {
  const read = (operation: AnyOperation, data: unknown, status = 200): [status: number, data: unknown] => {
    const { reply } = readReply({ operation }, { status, data, rateLimits: [] });
    return [reply.status, reply.data];
  };
  const refused = { code: -2043, msg: "This symbol doesn't have a reference price." };

  it('reads a refusal in a reply to a query with status 200 as a refusal', () => {
    expect(read(operations.getReferencePrice, refused)).toEqual([400, refused]);
    expect(read(operations.getReferencePrice, { ...refused, code: 1 })).toEqual([200, { ...refused, code: 1 }]);
    expect(read(operations.getReferencePrice, { code: -2043 })).toEqual([200, { code: -2043 }]);
    const answer = { symbol: 'BNBBTC', referencePrice: null, timestamp: 1, ...refused };
    expect(read(operations.getReferencePrice, answer)).toEqual([200, answer]);
  });

  it('leaves the outcome of an order unknown if its reply with status 200 looks like a refusal', () => {
    expect(read(operations.createOrder, refused)).toEqual([200, refused]);
    const { problem } = readReply(
      { operation: operations.createOrder },
      { status: 200, data: refused, rateLimits: [] },
    );
    expect(problem).toMatch(/^the answer/);
  });

  it('reads a list of one order as the answer to an SOR order', () => {
    expect(read(operations.createSorOrder, [{ orderId: 2 }])).toEqual([200, { orderId: 2 }]);
    for (const data of [[], [{ orderId: 2 }, { orderId: 3 }], [{}], [null]]) {
      expect(read(operations.createSorOrder, data)).toEqual([200, data]);
    }
    expect(read(operations.getOpenOrders, [{ orderId: 2 }])).toEqual([200, [{ orderId: 2 }]]);
  });
});
