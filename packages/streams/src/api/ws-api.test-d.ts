import { createSpotClient, type Environment, environments, rest, split } from '@pkg/core';
import { describe, expectTypeOf, it } from 'vitest';
import { WebSocket } from 'ws';
import { wsApi } from './ws-api.js';

describe('wsApi', () => {
  it('gives a client the operations without a REST route, also if `split` combines it with another transport', () => {
    for (const transport of [split(() => true, rest(), wsApi()), split(() => true, wsApi(), rest()), wsApi()]) {
      expectTypeOf(createSpotClient({ transport }).logOn).toBeFunction();
    }
    expectTypeOf(createSpotClient({ transport: split(() => true, rest(), rest()) })).not.toHaveProperty('logOn');
  });
});

describe('Environment', () => {
  it('accepts the WebSocket of the platform, that of `ws`, and subclasses of both', () => {
    class OfPlatform extends globalThis.WebSocket {}
    class OfNode extends WebSocket {
      constructor(url: string) {
        super(url, [], { handshakeTimeout: 1000 });
      }
    }
    const all = [globalThis.WebSocket, OfPlatform, WebSocket, OfNode];
    expectTypeOf(all.map((each) => ({ ...environments.live, WebSocket: each }))).toExtend<Environment[]>();
  });
});
