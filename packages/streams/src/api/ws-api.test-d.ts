import { createSpotClient, rest, split } from '@pkg/core';
import { describe, expectTypeOf, it } from 'vitest';
import { wsApi } from './ws-api.js';

describe('wsApi', () => {
  it('gives a client the operations without a REST route, also if `split` combines it with another transport', () => {
    for (const transport of [split(() => true, rest(), wsApi()), split(() => true, wsApi(), rest()), wsApi()]) {
      expectTypeOf(createSpotClient({ transport }).logOn).toBeFunction();
    }
    expectTypeOf(createSpotClient({ transport: split(() => true, rest(), rest()) })).not.toHaveProperty('logOn');
  });
});
