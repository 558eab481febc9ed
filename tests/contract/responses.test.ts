import { describe, it } from 'vitest';
import { answers, failedCancelReplaces, filters, operations } from '../documented/index.js';
import { expectExact, schemaFor, schemaForProperty } from '../support/schema.js';
import { operationAnswering } from './routes.js';

describe('the declared type of an answer fits each documented form', () => {
  for (const method of Object.keys(operations)) {
    it(method, () => {
      for (const answer of answers[method] ?? []) {
        expectExact(schemaForProperty('answers', 'Answers', operationAnswering(method, answer)), answer);
      }
    });
  }

  it('order.cancelReplace that failed', () => {
    for (const data of failedCancelReplaces) expectExact(schemaFor('answers', 'FailedCancelReplace'), data);
  });
});

describe('the declared type of a filter has the documented fields', () => {
  const types = { symbol: 'SymbolFilter', exchange: 'ExchangeFilter', asset: 'AssetFilter' } as const;
  for (const [filterType, { level, fields }] of Object.entries(filters)) {
    it(filterType, () => {
      expectExact(schemaFor('answers', types[level]), { filterType, ...fields });
    });
  }
});
