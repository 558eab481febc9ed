import { createSpotClient } from '@pkg/core';
import {
  type BacktestContext,
  backtest,
  createExchange,
  createRandom,
  type Exchange,
  type MarketEvent,
  noLimits,
  timedSource,
} from '@pkg/simulator';
import { BinanceSocketManager } from '@pkg/streams';
import { expect, test } from 'vitest';
import { GridBot, gridLines } from './grid-bot.ts';

const symbol = 'BTCUSDT';
const start = Date.UTC(2024, 7, 1);
const second = 1000;
const lines = gridLines(59_000, 500, 5);
const balances = { USDT: '100000', BTC: '0.1' };

/**
 * Returns a market whose price moves randomly from one line of the grid to the next. Each trade has a quantity of 0.06,
 * so that one trade fills only a part of an order of the bot, which has a quantity of 0.1.
 */
function market() {
  const random = createRandom(11);
  const events: MarketEvent[] = [
    {
      type: 'BOOK',
      symbol,
      time: start * 1000,
      bids: [['50000', '1']],
      asks: [['70000', '1']],
    },
  ];
  let line = 4;
  for (let index = 1; index <= 300; index += 1) {
    line = Math.min(4, Math.max(0, line + (random.next() < 0.5 ? 1 : -1)));
    const time = (start + index * second) * 1000;
    const isBuyerMaker = random.next() < 0.5;
    events.push({
      type: 'TRADE',
      symbol,
      time,
      price: lines[line] as string,
      quantity: '0.06',
      isBuyerMaker,
    });
  }
  return timedSource({ symbols: [symbol], start, events: () => events });
}

type Trader = {
  readonly bot: GridBot;
  readonly sockets: BinanceSocketManager;
  readonly log: string[];
};

function createTrader({ account }: Pick<BacktestContext, 'account'>): Trader {
  const client = account.createClient(createSpotClient);
  const sockets = new BinanceSocketManager(client);
  const log: string[] = [];
  const bot = new GridBot(client, sockets, {
    symbol,
    lines,
    quantity: '0.1',
    log: (line) => log.push(line),
  });
  return { bot, sockets, log };
}

const runBacktest = () =>
  backtest({
    source: market(),
    balances,
    createClient: createSpotClient,
    bot: async (context) => {
      const { bot, sockets, log } = createTrader(context);
      await bot.start();
      return async () => {
        await bot.stop();
        await sockets.close();
        expect(log).toEqual([]);
      };
    },
  });

test('buys low and sells high, and its report is the same twice', async () => {
  const report = await runBacktest();
  // The two prices of a cell differ by 500. So a BUY order and the following SELL order earn 500 for each BTC, and each
  // of them pays a commission of 0.1 %.
  const sold = report.trades.filter(({ side }) => side === 'SELL');
  const bought = report.trades.filter(({ side }) => side === 'BUY');
  expect(sold.length).toBeGreaterThan(20);
  expect(Number(report.profit)).toBeGreaterThan(0);
  for (const trade of [...sold, ...bought])
    expect(lines.map(Number)).toContain(Number(trade.price));
  expect(report.orders.refused).toEqual({});
  const again = await runBacktest();
  expect(again.trades).toEqual(report.trades);
  expect(again).toEqual(report);
});

test('a bot that was killed in the middle of a fill ends with the same books', async () => {
  const key = { apiKey: 'key', apiSecret: 'secret', balances };
  const open = () => createExchange({ source: market() });

  const whole = open();
  const trader = createTrader({ account: whole.createAccount(key) });
  await whole.run(trader.bot.start());
  await whole.advance(300 * second);

  const first = open();
  const killed = createTrader({ account: first.createAccount(key) });
  await first.run(killed.bot.start());
  await first.advance(100 * second);
  while (!ordersOf(first).some(([, , , status]) => status === 'PARTIALLY_FILLED'))
    await first.advance(second);
  await first.advance(second / 2);
  const state = JSON.parse(JSON.stringify(first.exportState()));
  first.close();

  const later = open();
  const account = later.createAccount(key);
  later.importState(state);
  const resumed = createTrader({ account });
  await later.run(resumed.bot.start());
  await later.advance(start + 300 * second - later.clock.now());

  expect(ordersOf(later)).toEqual(ordersOf(whole));
  expect(balancesOf(later)).toEqual(balancesOf(whole));
  expect(ordersOf(whole).length).toBeGreaterThan(20);
  expect([trader.log, resumed.log]).toEqual([[], []]);
  for (const exchange of [whole, later]) exchange.close();
});

test('has one order in each cell also after 1000 other orders of the symbol', async () => {
  const exchange = createExchange({ ...noLimits, symbols: [symbol] });
  exchange.setBook(symbol, { bids: [['50000', '1']], asks: [['70000', '1']] });
  const account = exchange.createAccount({ balances });
  const { bot, log } = createTrader({ account });
  await exchange.run(bot.start());
  // The engine counts amounts in units of 10^-8. No buyer takes these orders, so they expire at once.
  const [quantity, price] = [100_000n, 6_500_000_000_000n];
  const order = {
    symbol,
    side: 'SELL',
    type: 'LIMIT',
    timeInForce: 'IOC',
    quantity,
    price,
  } as const;
  for (let count = 0; count < 1000; count += 1)
    exchange.engine.placeOrder(account.uid, order);
  exchange.trade(symbol, { price: '60500', quantity: '0.1' });
  await exchange.advance(5 * second);
  const open = exchange.engine.openOrders(account.uid, symbol);
  expect(open.map(({ side, price }) => `${side} ${price}`).sort()).toEqual([
    'BUY 5900000000000',
    'BUY 5950000000000',
    'BUY 6000000000000',
    'SELL 6100000000000',
  ]);
  expect(log).toEqual([]);
  exchange.close();
});

/** Returns the orders of the bot's account. */
function ordersOf({ engine }: Exchange): (string | number)[][] {
  const account = engine.accounts().findLast(({ house }) => !house);
  const orders = engine.allOrders(account?.id ?? 0, { symbol, limit: 1000 });
  return orders.map(({ clientOrderId, side, price, status, executedQty }) => [
    clientOrderId,
    side,
    String(price),
    status,
    String(executedQty),
  ]);
}

function balancesOf({ engine }: Exchange): string[] {
  const account = engine.accounts().findLast(({ house }) => !house);
  return engine
    .balances(account?.id ?? 0)
    .map(({ asset, free, locked }) => `${asset} ${free} ${locked}`);
}
