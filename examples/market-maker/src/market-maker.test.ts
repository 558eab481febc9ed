import { createSpotClient } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { BinanceSocketManager } from '@pkg/streams';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MarketMaker } from './market-maker.ts';

const symbol = 'BTCUSDT';
const seconds = 1000;

let market: ReturnType<typeof setUp>;
beforeEach(async () => {
  market = setUp();
  market.setMiddle(60_000);
  await market.exchange.run(market.maker.start());
  await market.exchange.advance(seconds);
});
afterEach(async () => {
  await market.end();
  expect(market.exchange.failures).toEqual([]);
});

test('quotes both sides around the middle', async () => {
  expect(await market.openOrders()).toEqual(['BUY 59940.00000000', 'SELL 60060.00000000']);
});

test('moves its orders with the market', async () => {
  market.setMiddle(61_000);
  await market.exchange.advance(2 * seconds);
  expect(await market.openOrders()).toEqual(['BUY 60939.00000000', 'SELL 61061.00000000']);
});

test('replaces an order that was filled', async () => {
  market.exchange.trade(symbol, { price: '59940', quantity: '5' });
  await market.exchange.advance(2 * seconds);
  expect(market.log.join('\n')).toContain('filled BUY 0.01000000 at 59940.00000000');
  // The bot's filled order has left the book. The middle of the best prices that remain, 59900 and 60060, is 59980. The
  // new order is 0.1 % below 59980.
  expect(await market.openOrders()).toEqual(['BUY 59920.02000000', 'SELL 60060.00000000']);
});

test('has one order on each side after the answer to an order was lost', async () => {
  market.exchange.faults.script({
    kind: 'loseAnswer',
    target: 'POST /api/v3/order',
    times: 1,
  });
  market.setMiddle(62_000);
  await market.exchange.run(market.logged('the outcome of an order was executed'));
  market.setMiddle(62_100);
  await market.exchange.advance(10 * seconds);
  expect(await market.openOrders()).toHaveLength(2);
});

test('has one order on each side after a cancel has failed', async () => {
  market.exchange.faults.script({
    kind: 'status',
    status: 503,
    target: 'DELETE /api/v3/openOrders',
    times: 1,
  });
  market.setMiddle(62_000);
  await market.exchange.run(market.logged('not quoted'));
  market.setMiddle(62_100);
  await market.exchange.advance(2 * seconds);
  expect(await market.openOrders()).toEqual(['BUY 62037.90000000', 'SELL 62162.10000000']);
});

test('replaces an order that was filled before its answer came', async () => {
  market.exchange.faults.script({
    kind: 'delay',
    ms: seconds,
    direction: 'answer',
    target: 'POST /api/v3/order',
    times: 1,
  });
  market.setMiddle(62_000);
  await market.exchange.advance(seconds / 2);
  market.exchange.trade(symbol, { price: '61938', quantity: '5' });
  await market.exchange.advance(5 * seconds);
  expect(await market.openOrders()).toHaveLength(2);
});

test('stops although its orders are filled just before it cancels them', async () => {
  const { exchange, maker } = market;
  exchange.faults.script({
    kind: 'delay',
    target: 'DELETE /api/v3/openOrders',
    ms: seconds,
    direction: 'request',
  });
  const stopped = maker.stop();
  await exchange.advance(seconds / 2);
  for (const price of ['59940', '60060']) exchange.trade(symbol, { price, quantity: '5' });
  await exchange.run(stopped);
  expect(await market.openOrders()).toEqual([]);
});

test('leaves no order open when it stops', async () => {
  await market.exchange.run(market.maker.stop());
  expect(await market.openOrders()).toEqual([]);
});

function setUp() {
  const exchange = createExchange({ seed: 7, symbols: [symbol] });
  const account = exchange.createAccount({ balances: { USDT: '100000', BTC: '1' } });
  const client = account.createClient(createSpotClient);
  const sockets = new BinanceSocketManager(client);
  const log: string[] = [];
  const waiting = new Map<string, () => void>();
  const write = (line: string): void => {
    log.push(line);
    for (const [text, resolve] of waiting) if (line.includes(text)) resolve();
  };
  const options = {
    symbol,
    quantity: '0.01',
    distance: 0.001,
    tolerance: 0.0005,
    log: write,
  };
  const maker = new MarketMaker(client, sockets, options);
  return {
    exchange,
    maker,
    log,
    setMiddle(price: number): void {
      exchange.setBook(symbol, {
        bids: [[`${price - 100}`, '2']],
        asks: [[`${price + 100}`, '2']],
      });
    },
    /** Returns a promise that resolves when the bot logs a line with this text. */
    logged: (text: string) => new Promise<void>((resolve) => waiting.set(text, resolve)),
    async openOrders(): Promise<string[]> {
      const orders = await client.getOpenOrders({ symbol });
      return orders.map(({ side, price }) => `${side} ${price}`).sort();
    },
    async end(): Promise<void> {
      const ended = (async () => {
        await maker.stop();
        await sockets.close();
      })();
      await exchange.run(ended);
      client.close();
    },
  };
}
