import { createSpotClient } from '@pkg/core';
import { expect, it, vi } from 'vitest';
import {
  type BacktestOptions,
  backtest,
  equityCsv,
  htmlReport,
  klines,
  type MarketSource,
  plotReport,
  tradesCsv,
} from '../index.js';
import { systemClock } from '../time/system-clock.js';

const symbol = 'BTCUSDT';
const START = Date.UTC(2024, 7, 1);
const MINUTE = 60_000;

/** Returns a candle of one minute with 10 trades, as a line of CSV. */
const candle = (minute: number, open: string, high: string, low: string, close: string, volume = '4'): string => {
  const time = START + minute * MINUTE;
  return `${time},${open},${high},${low},${close},${volume},${time + MINUTE - 1},240000,10,1,60000,0`;
};

const rows = [
  candle(0, '60000', '60300', '59900', '60200'),
  candle(1, '60200', '61100', '60100', '61000'),
  candle(2, '61000', '61000', '60000', '60500'),
].join('\n');

/**
 * A bot that buys 0.1 BTC after one minute, and sells all of its BTC after two minutes. Before it buys, it tries an
 * order below the smallest allowed notional.
 */
const options: BacktestOptions = {
  source: klines(rows, { symbol }),
  end: START + 2 * MINUTE,
  balances: { USDT: '10000' },
  createClient: createSpotClient,
  bot: ({ client, every }) => {
    let minute = 0;
    every(MINUTE, async () => {
      minute += 1;
      if (minute === 1) {
        const tiny = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.00001' } as const;
        await client.createOrder(tiny, { validate: false }).catch(() => undefined);
        await client.createOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: '0.1' });
      } else {
        const { balances } = await client.getAccount();
        const quantity = balances.find(({ asset }) => asset === 'BTC')?.free ?? '0';
        await client.createOrder({ symbol, side: 'SELL', type: 'MARKET', quantity });
      }
    });
  },
};

it('reports the figures that a calculation by hand gives', async () => {
  const report = await backtest(options);
  expect(report).toEqual({
    start: START,
    end: START + 2 * MINUTE,
    asset: 'USDT',
    startEquity: '10000.00000000',
    // The price falls to the close of the first candle, 60200, so 60200 is the best bid and 60200.01 the best ask. The
    // bot pays 6020.001 and gets 0.1 BTC less a commission of 0.1 %. It sells at 61000, the best bid at the close of
    // the second candle: 0.0999 * 61000 = 6093.9, less a commission of 6.0939.
    endEquity: '10067.80510000',
    profit: '67.80510000',
    profitRatio: '0.00678051',
    // The equity after one minute is 3979.999 + 0.0999 * 60200 = 9993.979.
    maxDrawdown: { amount: '6.02100000', ratio: '0.00060210', time: START + MINUTE },
    // The equity curve has three points. At one of them, the bot holds BTC worth 6013.98 USDT, and its equity is
    // 9993.979 USDT.
    exposure: { average: '0.20058677', most: '0.60176031', time: '0.33333333' },
    // The commissions are worth 0.0001 * 60200.01 + 6.0939.
    fees: { value: '12.11390100', byAsset: { BTC: '0.00010000', USDT: '6.09390000' } },
    orders: { placed: 2, filled: 2, canceled: 0, expired: 0, refused: { '-1013': 1 } },
    markets: {
      [symbol]: {
        firstPrice: '60000.00000000',
        lastPrice: '61000.00000000',
        // Each candle becomes trades with equal parts of its volume, which is 4. The backtest contains the last three
        // of the first candle's four trades (3), all trades of the second candle (4), and the first of the third
        // candle's three trades (1.33333333).
        volume: '8.33333333',
        ownVolume: '0.19990000',
        ownShare: '0.02398800',
      },
    },
    balances: { USDT: '10067.80510000' },
    trades: [
      {
        time: START + MINUTE,
        symbol,
        orderId: expect.any(Number),
        side: 'BUY',
        price: '60200.01000000',
        quantity: '0.10000000',
        quoteQuantity: '6020.00100000',
        commission: '0.00010000',
        commissionAsset: 'BTC',
        isMaker: false,
      },
      {
        time: START + 2 * MINUTE,
        symbol,
        orderId: expect.any(Number),
        side: 'SELL',
        price: '61000.00000000',
        quantity: '0.09990000',
        quoteQuantity: '6093.90000000',
        commission: '6.09390000',
        commissionAsset: 'USDT',
        isMaker: false,
      },
    ],
    equity: [
      { time: START, equity: '10000.00000000', exposure: '0.00000000', drawdown: '0.00000000' },
      { time: START + MINUTE, equity: '9993.97900000', exposure: '6013.98000000', drawdown: '6.02100000' },
      { time: START + 2 * MINUTE, equity: '10067.80510000', exposure: '0.00000000', drawdown: '0.00000000' },
    ],
  });
});

it('gives the same report again, and formats it as CSV, text and a page', async () => {
  const [report, again] = [await backtest(options), await backtest(options)];
  expect(JSON.stringify(again)).toBe(JSON.stringify(report));
  expect(equityCsv(report).split('\n').slice(0, 3)).toEqual([
    'time,equity,exposure,drawdown',
    `${START},10000.00000000,0.00000000,0.00000000`,
    `${START + MINUTE},9993.97900000,6013.98000000,6.02100000`,
  ]);
  expect(tradesCsv(report).split('\n')[1]).toMatch(/,BTCUSDT,\d+,BUY,60200.01000000,0.10000000,.*,BTC,false$/);
  expect(plotReport(report, { width: 3, height: 2 })).toContain('profit         67.80510000 USDT (0.68 %)');
  expect(plotReport(report, { width: 3, height: 2 }).split('\n').slice(0, 2)).toEqual(['  █ 10067.81', '▂▁█ 9993.98']);
  const page = htmlReport(report, 'Grid & more');
  expect(page).toContain('<h1>Grid &#38; more</h1>');
  expect(page).not.toMatch(/(?:src|href|url)\s*[=(]|https?:/);
  expect(page.match(/<polyline/g)).toHaveLength(3);
});

it('ends with the last event of the source, and calls the function that the bot has returned', async () => {
  let isEnded = false;
  const { end: _, ...rest } = options;
  const bot = async () => async () => {
    isEnded = true;
  };
  const report = await backtest({ ...rest, bot });
  expect(isEnded).toBe(true);
  expect(report.end).toBe(START + 3 * MINUTE);
  expect(report.profit).toBe('0.00000000');
});

it.each([
  ['its start', () => Promise.reject(new Error('broken'))],
  [
    'a regular call',
    ({ every }) =>
      every(MINUTE, () => {
        throw new Error('broken');
      }),
  ],
] satisfies [string, BacktestOptions['bot']][])('error: the bot throws in %s', async (_, bot) => {
  await expect(backtest({ ...options, bot })).rejects.toThrow('broken');
});

it.each([
  ['no source', undefined, /^source: expected data of the past: .* got none$/],
  ['an empty list of sources', [], /^source: expected data of the past: .* got none$/],
  ['a mirror', mirrored(), /^source: expected data of the past: .* got a source on real time, such as mirror/],
  ['a list with a mirror', [options.source, mirrored()].flat(), / got a source on real time, such as mirror/],
  [
    'a promise',
    Promise.resolve(options.source),
    /^source: expected market sources .* got a promise, which needs await$/,
  ],
])('error: %s', async (_, source, message) => {
  const started = backtest({ ...options, source: source as BacktestOptions['source'] });
  await expect(started).rejects.toThrow(message);
});

it.each([0, -1, Number.NaN])('error: an interval of %d ms', async (interval) => {
  const message = `interval: expected a number of ms above 0, got ${interval}`;
  await expect(backtest({ ...options, interval })).rejects.toThrow(new RangeError(message));
});

it('error: illegal balances, and the source is ended', async () => {
  const stop = vi.fn();
  const drive = () => ({ ready: Promise.resolve(), ended: Promise.resolve(), stop });
  const source: MarketSource = { symbols: [symbol], start: START, drive };
  const started = backtest({ ...options, balances: { USDT: 'x' }, source });
  await expect(started).rejects.toThrow("amount: expected a decimal with at most 8 decimals, got 'x'");
  expect(stop).toHaveBeenCalledTimes(1);
});

/**
 * Returns a source with its own clock, as a mirror of a live market has. The backtest must refuse this source without
 * starting it.
 */
function mirrored(): MarketSource {
  const drive = () => {
    throw new Error('started');
  };
  return { symbols: [symbol], start: START, clock: systemClock, drive };
}
