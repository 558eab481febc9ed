import { describe, expect, it } from 'vitest';
import { KEY, SIGNATURE, setUpApi } from '../../test/api-setup.js';

const ORDER = {
  symbol: 'BNBBTC',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '1',
  price: '0.01',
} as const;
const accepted = { symbol: 'BNBBTC', orderId: 1, orderListId: -1, clientOrderId: 'a', transactTime: 1 };

describe('a log-on', () => {
  it('signs requests again when the exchange has ended the log-on', async () => {
    const { clock, exchange, client, respondBy, close } = setUpApi();
    const orders: unknown[] = [];
    respondBy(({ id, method, params }, socket) => {
      if (method === 'order.place') orders.push(params?.signature);
      const result = method === 'session.logon' ? { apiKey: KEY } : accepted;
      socket.reply({ id, status: 200, result, rateLimits: [] });
    });
    await clock.run(client.logOn());
    await clock.run(client.createOrder(ORDER));
    exchange.last.deliverNow('{"id":null,"status":401,"error":{"code":-2015,"msg":"The API key was deleted."}}');
    await clock.run(client.createOrder(ORDER));
    expect(orders).toEqual([undefined, SIGNATURE]);
    await close();
  });

  it('outlives an error without an id that does not end it', async () => {
    const { clock, exchange, client, respondBy, warnings, close } = setUpApi();
    const orders: unknown[] = [];
    respondBy(({ id, method, params }, socket) => {
      if (method === 'order.place') orders.push(params?.signature);
      socket.reply({ id, status: 200, result: accepted });
    });
    await clock.run(client.logOn());
    for (const status of [400, 403, 429, 500]) {
      exchange.last.reply({ id: null, status, error: { code: -1000, msg: 'An unknown error occurred' } });
    }
    await clock.advance(15_000);
    expect(warnings.length).toBeGreaterThan(0);
    await clock.run(client.createOrder(ORDER));
    expect([orders, exchange.all.length]).toEqual([[undefined], 1]);
    await close();
  });

  it('is needed by each log-on itself, and signs requests again after a log-out', async () => {
    const { clock, client, respondBy, close } = setUpApi();
    const signed: unknown[] = [];
    respondBy(({ id, method, params }, socket) => {
      signed.push([method, params?.signature]);
      socket.reply({ id, status: 200, result: method.startsWith('session') ? { apiKey: null } : accepted });
    });
    await clock.run(client.logOn());
    await clock.run(client.logOn());
    await clock.run(client.createOrder(ORDER));
    await clock.run(client.logOut());
    await clock.run(client.createOrder(ORDER));
    expect(signed).toEqual([
      ['session.logon', SIGNATURE],
      ['session.logon', SIGNATURE],
      ['order.place', undefined],
      ['session.logout', undefined],
      ['order.place', SIGNATURE],
    ]);
    await close();
  });

  it.each<[string, object | undefined, number, string | undefined]>([
    ['status 500', { status: 500, error: { code: -1000, msg: 'Unknown' } }, 3, undefined],
    ['status 504', { status: 504, error: { code: -1007, msg: 'Timeout' } }, 3, undefined],
    ['a refused key', { status: 401, error: { code: -2015, msg: 'Invalid API-key' } }, 2, SIGNATURE],
    ['a refused timestamp', { status: 400, error: { code: -1021, msg: 'Timestamp' } }, 2, SIGNATURE],
    ['no response', undefined, 2, SIGNATURE],
  ])('is repeated on the next connection, which gets %s', async (_, response, sockets, signature) => {
    const { clock, exchange, client, respondBy, close } = setUpApi();
    const orders: unknown[] = [];
    respondBy(({ id, method, params }, socket) => {
      if (method === 'order.place') orders.push(params?.signature);
      if (method !== 'session.logon' || socket !== exchange.all[1]) socket.reply({ id, status: 200, result: accepted });
      else if (response) socket.reply({ id, ...response });
    });
    await clock.run(client.logOn());
    exchange.cutAll();
    // The client reconnects within 3 s, and then waits at most 10 s for the response to its log-on.
    await clock.advance(14_000);
    expect(await clock.run(client.createOrder(ORDER))).toEqual(accepted);
    expect([exchange.all.length, orders]).toEqual([sockets, [signature]]);
    await close();
  });

  it('is repeated until a rate limit allows it', async () => {
    const { clock, exchange, client, respondBy, close } = setUpApi();
    const orders: unknown[] = [];
    respondBy(({ id, method, params }, socket) => {
      if (method === 'order.place') orders.push(params?.signature);
      const isRefused = method === 'session.logon' && socket === exchange.all[1];
      if (isRefused) socket.reply({ id, status: 429, error: { code: -1003, msg: 'Too many requests' } });
      else socket.reply({ id, status: 200, result: accepted });
    });
    await clock.run(client.logOn());
    exchange.cutAll();
    await clock.advance(300_000);
    expect(await clock.run(client.createOrder(ORDER))).toEqual(accepted);
    expect(orders).toEqual([undefined]);
    await close();
  });

  it('does not log on again after a log-out', async () => {
    const { clock, exchange, client, respondBy, close } = setUpApi();
    const methods: string[] = [];
    respondBy(({ id, method }, socket) => {
      methods.push(method);
      socket.reply({ id, status: 200, result: { apiKey: method === 'session.logon' ? KEY : null }, rateLimits: [] });
    });
    await clock.run(client.logOn());
    await clock.run(client.logOut());
    exchange.last.deliverNow('{"event":{"e":"serverShutdown","E":1}}');
    await clock.advance(60_000);
    expect(exchange.all).toHaveLength(2);
    expect(methods.filter((method) => method.startsWith('session.'))).toEqual(['session.logon', 'session.logout']);
    await close();
  });

  it('is not relied on after a log-out whose response is missing, so later requests are signed', async () => {
    const { clock, client, respondBy, close } = setUpApi();
    const orders: unknown[] = [];
    respondBy(({ id, method, params }, socket) => {
      if (method === 'order.place') orders.push(params?.signature);
      const result = method === 'session.logon' ? { apiKey: KEY } : accepted;
      if (method !== 'session.logout') socket.reply({ id, status: 200, result, rateLimits: [] });
    });
    await clock.run(client.logOn());
    await expect(clock.run(client.logOut())).rejects.toThrow();
    await clock.run(client.createOrder(ORDER));
    expect(orders).toEqual([SIGNATURE]);
    await close();
  });

  it('is not relied on by a call that is made together with a log-out', async () => {
    const { clock, client, respondBy, close } = setUpApi();
    const signed: unknown[] = [];
    respondBy(({ id, method, params }, socket) => {
      signed.push([method, params?.signature]);
      const result = method.startsWith('session') ? { apiKey: null } : [];
      socket.reply({ id, status: 200, result, rateLimits: [] });
    });
    await clock.run(client.logOn());
    await clock.run(Promise.all([client.logOut(), client.getOpenOrders()]));
    expect(signed.slice(1)).toEqual([
      ['session.logout', undefined],
      ['openOrders.status', SIGNATURE],
    ]);
    await close();
  });

  it('does not count if a log-out was sent before its response, so later requests are signed', async () => {
    const { clock, client, respondBy, close } = setUpApi();
    const signatures: unknown[] = [];
    const methods: string[] = [];
    respondBy(({ id, method, params }, socket) => {
      methods.push(method);
      if (method === 'openOrders.status') signatures.push(params?.signature);
      if (method !== 'session.logout') socket.reply({ id, status: 200, result: method === 'session.logon' ? {} : [] });
    });
    const loggedOn = client.logOn();
    // The log-on is sent when the server time is known.
    while (methods.length === 0) await clock.advance(1);
    const loggedOut = expect(client.logOut()).rejects.toThrow();
    await clock.run(loggedOn);
    await clock.run(client.getOpenOrders());
    expect(signatures).toEqual([SIGNATURE]);
    await clock.run(loggedOut);
    await close();
  });

  it('is repeated on the next connection also if a request waits for that connection and for the server time', async () => {
    let wake = (): void => undefined;
    const { clock, exchange, client, respondBy, close } = setUpApi({
      wake: (listener) => {
        wake = listener;
        return () => undefined;
      },
    });
    const signed: unknown[] = [];
    respondBy(({ id, method, params }, socket) => {
      signed.push([method, params?.signature]);
      socket.reply({ id, status: 200, result: method === 'session.logon' ? {} : [] });
    });
    await clock.run(client.logOn());
    exchange.cutAll();
    // After a wake, the server time is measured again.
    wake();
    expect(await clock.run(client.getOpenOrders())).toEqual([]);
    expect(signed.slice(1)).toEqual([
      ['session.logon', SIGNATURE],
      ['openOrders.status', undefined],
    ]);
    await close();
  });

  it('is not repeated on later connections after the exchange has ended it', async () => {
    const { clock, exchange, client, respondBy, close } = setUpApi();
    const methods: string[] = [];
    respondBy(({ id, method }, socket) => {
      if (method.startsWith('session.')) methods.push(method);
      socket.reply({ id, status: 200, result: method === 'session.logon' ? { apiKey: KEY } : accepted });
    });
    await clock.run(client.logOn());
    exchange.last.deliverNow('{"id":null,"status":401,"error":{"code":-2015,"msg":"The API key was deleted."}}');
    for (const sockets of [2, 3]) {
      exchange.cutAll();
      await clock.advance(30_000);
      expect(exchange.all).toHaveLength(sockets);
    }
    expect(methods).toEqual(['session.logon']);
    await close();
  });

  it('does not count if the exchange refused it, so later requests are signed', async () => {
    const { clock, client, respondBy, close } = setUpApi();
    const orders: unknown[] = [];
    respondBy(({ id, method, params }, socket) => {
      if (method === 'order.place') orders.push(params?.signature);
      if (method !== 'session.logon') return socket.reply({ id, status: 200, result: accepted, rateLimits: [] });
      socket.reply({ id, status: 400, error: { code: -1022, msg: 'Signature for this request is not valid.' } });
    });
    await expect(clock.run(client.logOn())).rejects.toMatchObject({ code: -1022 });
    await clock.run(client.createOrder(ORDER));
    expect(orders).toEqual([SIGNATURE]);
    await close();
  });

  it('opens no connection if the client is closed while a call that needs no signature is prepared', async () => {
    for (let turns = 0; turns < 12; turns++) {
      const { clock, exchange, client, respondBy, close } = setUpApi();
      respondBy(({ id }, socket) => socket.reply({ id, status: 200, result: accepted }));
      await clock.run(client.logOn());
      const call = client.createOrder(ORDER).catch(() => undefined);
      for (let turn = 0; turn < turns; turn++) await undefined;
      client.close();
      await clock.run(call);
      await clock.advance(60_000);
      expect([turns, exchange.attempts.length, clock.timers.size]).toEqual([turns, 1, 0]);
      await close();
    }
  });
});
