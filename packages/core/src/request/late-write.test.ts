import { describe, expect, it } from 'vitest';
import { connect } from '../../test/connect.js';
import { caught } from '../../test/outcome.js';
import type { Answer, SentRequest } from '../../test/scripted-fetch.js';
import type { SpotClient } from '../client/spot-client.js';

const HOUR = 3_600_000;
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

/** The exchange answers each `ping` with a request to wait for 30 s, and everything else as documented. */
const stopping = ({ url }: SentRequest): Answer =>
  url.pathname.endsWith('/ping')
    ? { status: 429, body: { code: -1003, msg: 'Too many requests.' }, headers: { 'Retry-After': '30' } }
    : {};

// While a machine sleeps, its monotonic clock and its timers may stand still. Its wall clock does not.
describe('an order that waits for the rate limits while the machine sleeps for an hour', () => {
  const asleep = async (
    place: (client: SpotClient) => Promise<unknown>,
    meanwhile: (client: SpotClient) => Promise<unknown> = async () => undefined,
  ) => {
    const { client, clock, sent } = connect(stopping);
    await clock.run(client.getAccount());
    await clock.run(caught(client.ping({}, { maxWait: 0 })));
    const placed = caught(place(client));
    const other = meanwhile(client);
    await clock.advance(10_000);
    clock.step(HOUR);
    await clock.run(other);
    const result = await clock.run(placed);
    return { result, methods: sent.slice(2).map(({ method, url }) => `${method} ${url.pathname}`), clock };
  };

  it('is not sent', async () => {
    const { result, methods, clock } = await asleep((client) => client.createOrder(order));
    expect(result).toMatchObject({ name: 'BinanceTransportError', sent: false });
    expect(String(result)).toContain('createOrder: not sent within 10000 ms');
    expect(methods).toEqual([]);
    expect(clock.timers.size).toBe(0);
  });

  it('is not sent either if another call has measured the server time again', async () => {
    const { result, methods } = await asleep(
      (client) => client.createOrder(order),
      (client) => client.cancelOrder({ symbol: 'BNBBTC', orderId: 1 }, { maxWait: Infinity }),
    );
    expect(result).toMatchObject({ name: 'BinanceTransportError', sent: false });
    expect(methods).toEqual(['DELETE /api/v3/order']);
  });

  it('is sent if it may wait for that long', async () => {
    const { methods } = await asleep((client) => client.createOrder(order, { maxWait: 2 * HOUR }));
    expect(methods).toEqual(['POST /api/v3/order']);
  });

  it('a read is sent, because it changes nothing', async () => {
    const { methods } = await asleep((client) => client.getOpenOrders());
    expect(methods).toEqual(['GET /api/v3/openOrders']);
  });
});

describe('an order whose request is refused with -1021, because the machine slept for an hour', () => {
  it('is not sent again', async () => {
    const refusal = { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' };
    const { client, clock, sent } = connect(() => {
      clock.step(HOUR);
      return { status: 400, body: refusal };
    });
    expect(await clock.run(caught(client.createOrder(order)))).toMatchObject({ code: -1021 });
    expect(sent.map(({ method }) => method)).toEqual(['POST']);
  });
});
