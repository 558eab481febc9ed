import { afterEach, beforeEach, expect, it } from 'vitest';
import { attack } from '../../test/attack.js';
import { createExchange, createRandom, type Exchange, SyntheticMarket, VirtualClock } from '../index.js';
import { type Served, serve } from '../node.js';

let exchange: Exchange;
let market: SyntheticMarket;
let served: Served;

beforeEach(async () => {
  // The limits of the exchange are so high that it refuses none of the very many requests of `attack` because of a
  // limit.
  const most = 1_000_000_000;
  exchange = createExchange({
    clock: new VirtualClock({ start: 1_800_000_000_000 }),
    symbols: ['BTCUSDT'],
    settings: {
      limits: { requestWeightPerMinute: most, rawRequestsPerFiveMinutes: most, connectionsPerFiveMinutes: most },
    },
  });
  exchange.createAccount({ apiKey: 'K', apiSecret: 'S' });
  market = new SyntheticMarket(exchange);
  market.start();
  served = await serve(exchange, { market, speed: 1 });
});

afterEach(async () => {
  market.close();
  await served.close();
  exchange.close();
});

const rounds = process.env.LONG ? 100 : 3;

it('a server goes on to answer after malformed, very many and very large requests', { timeout: 600_000 }, async () => {
  const { routes } = (await (await fetch(`${served.rest}/sim/`)).json()) as { routes: string[] };
  await attack(served, createRandom(5), rounds, routes);
  const control = async (route: string): Promise<unknown> => {
    const [method = '', path = ''] = route.split(' ');
    const answer = await fetch(served.rest + path, { method, signal: AbortSignal.timeout(5000) });
    expect(answer.status).toBe(200);
    return answer.json();
  };
  await control('DELETE /sim/faults');
  await control('POST /sim/speed?speed=1');
  expect(await control('GET /sim/')).toMatchObject({ symbols: ['BTCUSDT'], faults: [] });
  const state = await control('GET /sim/state');
  expect(state).toMatchObject({ time: expect.any(Number) });
  await control('GET /api/v3/time');
  await control('GET /api/v3/exchangeInfo');
  const copy = createExchange({ symbols: ['BTCUSDT'] });
  copy.importState(state);
  expect(exchange.failures).toEqual([]);
});
