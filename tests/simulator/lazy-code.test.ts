import { type BinanceUnknownOutcomeError, createSpotClient } from '@pkg/core';
import { ClientClock, createExchange } from '@pkg/simulator';
import { expect, it } from 'vitest';

// A test file loads each module only once, in real time. A second test would find all code loaded, so this file has one
// test only.
it('virtual time stands still while a client loads code for its first signed call, order and resolve()', async () => {
  const exchange = createExchange({ symbols: ['BNBBTC'] });
  exchange.setBook('BNBBTC', { bids: [['0.0099', '10']], asks: [['0.0101', '10']] });
  // The client's machine has a clock of its own, which is 300 ms ahead.
  const clock = new ClientClock(exchange.clock, { offset: 300 });
  const client = exchange.createAccount({ balances: { BTC: '1' } }).createClient(createSpotClient, { clock });
  const done: string[] = [];

  client.getAccount().then(() => done.push('account'), done.push);
  await exchange.advance(1_000);
  expect(done).toEqual(['account']);

  const order = { symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1' } as const;
  client.createOrder({ ...order, price: '0.009' }).then(({ status }) => done.push(status), done.push);
  await exchange.advance(1_000);
  expect(done).toEqual(['account', 'NEW']);

  exchange.faults.script({ kind: 'loseAnswer', target: 'POST /api/v3/order', times: 1 });
  client
    .createOrder({ ...order, price: '0.0091' })
    .catch((error: BinanceUnknownOutcomeError) => error.resolve())
    .then((resolved) => done.push(String(Object(resolved).outcome)), done.push);
  await exchange.advance(11_000);
  expect(done).toEqual(['account', 'NEW', 'executed']);
  client.close();
});
