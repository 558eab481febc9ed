import { createSpotClient, type SpotSocketClient } from '@pkg/core';
import { expect } from 'vitest';
import { ManualClock } from '../../core/test/manual-clock.js';
import { type WsApiOptions, wsApi } from '../src/index.js';
import { FakeExchange, type FakeSocket } from './fake-exchange.js';

/** A request that the client has sent. */
export type Frame = {
  readonly id: string;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
};

/** The API key of all clients, and the signature of all their requests. */
export const KEY: string = 'k'.repeat(64);
export const SIGNATURE: string = `${'ab/+'.repeat(20)}==`;

/** Sends the answer to a request of the client over the client's socket. */
export type Respond = (frame: Frame, socket: FakeSocket) => void;

export type ApiSetup = {
  readonly clock: ManualClock;
  readonly exchange: FakeExchange;
  readonly client: SpotSocketClient;
  /** The warnings that the client has logged. */
  readonly warnings: string[];
  /** Sets the function that answers requests from now on. */
  readonly respondBy: (next: Respond) => void;
  /** Closes the client, and checks that no timer is left running. */
  readonly close: () => Promise<void>;
};

/**
 * Returns a client and a fake exchange. The test answers the client's requests, except requests for the server time.
 */
export function setUpApi(options: WsApiOptions = {}): ApiSetup {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock);
  const warnings: string[] = [];
  let respond: Respond = () => undefined;
  exchange.onFrame = (socket, text) => {
    const frame = JSON.parse(text) as Frame;
    if (frame.method === 'time')
      socket.reply({ id: frame.id, status: 200, result: { serverTime: clock.now() }, rateLimits: [] });
    else respond(frame, socket);
  };
  const client: SpotSocketClient = createSpotClient({
    ...{ apiKey: KEY, signer: { keyType: 'HMAC', sign: () => SIGNATURE } },
    ...{ environment: exchange.environment, clock, validateOrders: false, transport: wsApi(options) },
    logger: { warn: (message) => warnings.push(message) },
  });
  return {
    clock,
    exchange,
    client,
    warnings,
    respondBy: (next) => {
      respond = next;
    },
    close: async () => {
      client.close();
      await clock.advance(0);
      expect(clock.timers.size).toBe(0);
    },
  };
}
