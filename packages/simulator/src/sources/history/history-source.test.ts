import { describe, expect, it } from 'vitest';
import { hmacKey, type Json, type Params, rest } from '../../../test/raw-client.js';
import {
  createExchange,
  type Exchange,
  type ExchangeOptions,
  type HistoryOptions,
  klines,
  type RestKline,
  trades,
} from '../../index.js';
import { createRandom } from '../../random/seeded-random.js';

const symbol = 'BTCUSDT';
const START = Date.UTC(2024, 7, 1);
const MINUTE = 60_000;

const get = async (exchange: Exchange, route: string, params: Params = {}): Promise<unknown> =>
  (await rest(exchange, `GET /api/v3/${route}`, { symbol, ...params })).body;

/** Creates an exchange with an account that places orders. */
function trader(options: ExchangeOptions) {
  const exchange = createExchange(options);
  const key = hmacKey(exchange.createAccount({ balances: { USDT: '1000000', BTC: '100' } }));
  const ask = async (route: string, params: Params): Promise<Json> =>
    (await rest(exchange, route, { symbol, ...params }, { key })).body;
  const limit = (side: string, price: string, quantity: string): Promise<Json> =>
    ask('POST /api/v3/order', { side, type: 'LIMIT', timeInForce: 'GTC', price, quantity });
  const market = (side: string, quantity: string): Promise<Json> =>
    ask('POST /api/v3/order', { side, type: 'MARKET', quantity });
  const executed = async ({ orderId }: Json): Promise<number> =>
    Number((await ask('GET /api/v3/order', { orderId })).executedQty);
  return { exchange, limit, market, executed };
}

const decimal = (units: bigint): string => {
  const digits = units.toString().padStart(9, '0');
  return `${digits.slice(0, -8)}.${digits.slice(-8)}`;
};

/** Returns candles of consecutive minutes with random prices and volumes, in the form of the REST API. */
function randomKlines(count: number, seed: number): RestKline[] {
  const random = createRandom(seed);
  const below = (most: number): bigint => BigInt(Math.floor(random.next() * most));
  let price = 60_000_00n;
  const cents = (value: bigint): string => decimal(value * 1_000_000n);
  return Array.from({ length: count }, (_, minute) => {
    const openTime = START + minute * MINUTE;
    const prices = Array.from({ length: 4 }, () => price + below(20_000) - 10_000n);
    const sorted = [...prices].sort((one, other) => Number(one - other)) as [bigint, bigint, bigint, bigint];
    const open = prices[0] as bigint;
    price = prices[3] as bigint;
    const isEmpty = random.next() < 0.02;
    const close = isEmpty ? open : price;
    const high = isEmpty ? open : sorted[3];
    const low = isEmpty ? open : sorted[0];
    const volume = isEmpty ? 0n : 4n + below(500_000_000);
    const quote = (volume * (high + low)) / 200n;
    const taker = volume === 0n ? 0n : below(Number(volume));
    const takerQuote = volume === 0n ? 0n : (quote * taker) / volume;
    const trades = isEmpty ? 0 : 4 + Number(below(900));
    const end = openTime + MINUTE - 1;
    const numbers = [cents(open), cents(high), cents(low), cents(close)];
    return [
      openTime,
      ...numbers,
      decimal(volume),
      end,
      decimal(quote),
      trades,
      decimal(taker),
      decimal(takerQuote),
      '0',
    ];
  });
}

/**
 * Returns only the candles with trades. For a time without trades, the exchange returns a candle that repeats the last
 * close, but the data of the market source has no such candle.
 */
const withVolume = (rows: readonly RestKline[]): RestKline[] => rows.filter((row) => row[8] !== 0);

async function allKlines(exchange: Exchange, interval = '1m'): Promise<RestKline[]> {
  const rows: RestKline[] = [];
  for (let startTime = START; ; ) {
    const page = (await get(exchange, 'klines', { interval, startTime, limit: 1000 })) as RestKline[];
    rows.push(...page);
    if (page.length < 1000) return rows;
    startTime = Number(page.at(-1)?.[0]) + 1;
  }
}

const csv = (rows: readonly RestKline[]): string => rows.map((row) => row.join(',')).join('\n');

describe('klines', () => {
  const days = process.env.LONG ? 31 : 1;

  it(`${days} days of minutes become klines that equal the source`, async () => {
    const rows = randomKlines(days * 1440, 5);
    const exchange = createExchange({ source: klines(rows, { symbol }) });
    await exchange.advance(days * 86_400_000 - 1);
    expect(withVolume(await allKlines(exchange))).toEqual(withVolume(rows));
    const whole = rows.slice(-1440);
    const sum = (column: number): bigint =>
      whole.reduce((total, row) => total + BigInt(String(row[column]).replace('.', '')), 0n);
    const ticker = (await get(exchange, 'ticker', { windowSize: '1d' })) as Json;
    expect(ticker).toMatchObject({
      openPrice: withVolume(whole)[0]?.[1],
      lastPrice: withVolume(whole).at(-1)?.[4],
      volume: decimal(sum(5)),
      quoteVolume: decimal(sum(7)),
      count: whole.reduce((total, row) => total + Number(row[8]), 0),
    });
    const hours = (await allKlines(exchange, '1h')).map((row) => row[5]);
    expect(hours).toHaveLength(days * 24);
  });

  it('have the same candles from lines with times in ms or µs, with a header, and from JSON', async () => {
    const rows = randomKlines(5, 6);
    const precise = rows.map((row) =>
      row.map((cell, at) => (at === 0 ? `${cell}000` : at === 6 ? `${cell}999` : cell)),
    );
    const texts = [csv(rows), csv(precise), `open_time,open,high\n${csv(rows)}\n`, JSON.stringify(rows)];
    for (const text of texts) {
      const exchange = createExchange({ source: klines(text, { symbol }) });
      await exchange.advance(5 * MINUTE - 1);
      expect(withVolume(await allKlines(exchange))).toEqual(withVolume(rows));
    }
  });

  it('a candle goes from its open to its nearer extreme, its other extreme and its close', async () => {
    const rise = [START, '100', '130', '90', '120', '4', START + MINUTE - 1, '440', 10, '1', '100', '0'];
    const fall = [START + MINUTE, '120', '125', '110', '115', '1', START + 2 * MINUTE - 1, '118', 8, '1', '118', '0'];
    const exchange = createExchange({ source: klines([rise, fall], { symbol }) });
    await exchange.advance(2 * MINUTE);
    const made = (await get(exchange, 'trades')) as Json[];
    expect(
      made.map(({ time, price, qty, isBuyerMaker, id }) => [
        Number(time) - START,
        Number(price),
        Number(qty),
        isBuyerMaker,
        id,
      ]),
    ).toEqual([
      [0, 100, 1, false, 2],
      [19_999, 90, 1, true, 4],
      [39_999, 130, 1, false, 6],
      [60_000 - 1, 120, 1, true, 10],
      [60_000, 120, 0.25, false, 12],
      [79_999, 125, 0.25, false, 14],
      [99_999, 110, 0.25, true, 16],
      [120_000 - 1, 115, 0.25, false, 18],
    ]);
  });

  it('never show anything of a candle before its time', async () => {
    const rows = [
      [START, '100', '130', '90', '120', '4', START + MINUTE - 1, '440', 10, '1', '100', '0'],
      [START + MINUTE, '120', '140', '70', '115', '4', START + 2 * MINUTE - 1, '440', 10, '1', '100', '0'],
    ];
    const exchange = createExchange({ source: klines(rows, { symbol }) });
    const ranges: unknown[] = [];
    for (const ms of [0, 20_000, 20_000, 19_999, 1]) {
      await exchange.advance(ms);
      const found = (await get(exchange, 'klines', { interval: '1m' })) as RestKline[];
      ranges.push([...found.at(-1)!.slice(1, 6).map(Number), found.length]);
    }
    expect(ranges).toEqual([
      [100, 100, 100, 100, 1, 1],
      [100, 100, 90, 90, 2, 1],
      [100, 130, 90, 130, 3, 1],
      [100, 130, 90, 120, 4, 1],
      [120, 120, 120, 120, 1, 2],
    ]);
  });

  it('from before the start are the history', async () => {
    const rows = randomKlines(180, 9);
    const start = START + 120 * MINUTE;
    const exchange = createExchange({ source: klines(rows, { symbol }), start });
    const past = withVolume(await allKlines(exchange));
    expect(past.slice(0, -1)).toEqual(withVolume(rows.slice(0, 120)));
    expect(past.at(-1)?.[0]).toBe(start);
    const warm = createExchange({ source: klines(rows.slice(120), { symbol, warmUp: csv(rows.slice(0, 150)) }) });
    expect(withVolume(await allKlines(warm))).toEqual(past);
  });
});

describe('trades', () => {
  const rows = [
    '1001,60000.00000000,0.50000000,30000.00000000,1722470400100,True,True',
    '1002,60000.50000000,0.25000000,15000.12500000,1722470400200,False,True',
    '1003,60001.00000000,0.25000000,15000.25000000,1722470400200,False,True',
    '1004,59999.00000000,1.00000000,59999.00000000,1722470401000,True,True',
  ];
  const aggregates = [
    '501,60000.00000000,0.50000000,1000,1001,1722470400100,True,True',
    '502,60000.50000000,0.50000000,1002,1003,1722470400200,False,True',
  ];

  it('are the public trades, with times in ms or µs', async () => {
    const precise = rows.map((row) => row.replace(/,(17\d{11}),/, ',$1007,'));
    for (const lines of [rows, precise]) {
      const exchange = createExchange({ source: trades(lines.join('\r\n'), { symbol }) });
      await exchange.advance(2000);
      const found = (await get(exchange, 'trades')) as Json[];
      expect(
        found.map(({ id, price, qty, quoteQty, time, isBuyerMaker }) =>
          [id, price, qty, quoteQty, time, isBuyerMaker ? 'True' : 'False', 'True'].join(),
        ),
      ).toEqual(rows);
      const [candle] = (await get(exchange, 'klines', { interval: '1s' })) as RestKline[];
      expect(candle?.slice(1, 9)).toEqual([
        '60000.00000000',
        '60001.00000000',
        '60000.00000000',
        '60001.00000000',
        '1.00000000',
        1722470400999,
        '60000.37500000',
        3,
      ]);
    }
  });

  it('aggregate trades are the aggregate trades, and count as many trades as they have', async () => {
    const exchange = createExchange({ source: trades(aggregates.join('\n'), { symbol }) });
    await exchange.advance(2000);
    const found = (await get(exchange, 'aggTrades')) as Json[];
    expect(found.map(({ a, p, q, f, l, T, m }) => [a, p, q, f, l, T, m ? 'True' : 'False', 'True'].join())).toEqual(
      aggregates,
    );
    expect(await get(exchange, 'ticker/24hr')).toMatchObject({ count: 4, firstId: 1000, lastId: 1003 });
  });

  it('are the same aggregate trades on REST and in the stream, wherever a chunk ends', async () => {
    const row = (id: number, ms: number): string => `${id},60000,0.1,6000,${START + ms},True,True\n`;
    async function* chunks(): AsyncGenerator<string> {
      for (let id = 1; id <= 6; id += 1) yield row(id, id < 4 ? 10 : 20);
      yield row(7, 30);
    }
    const exchange = createExchange({ source: trades(chunks, { symbol, start: START }) });
    const { WebSocket: Socket, streams } = exchange.environment as Required<Exchange['environment']>;
    const socket = new (Socket as typeof WebSocket)(`${streams}/ws/btcusdt@aggTrade`);
    const received: unknown[] = [];
    socket.onmessage = ({ data }) => {
      const { a, q, f, l } = JSON.parse(data);
      received.push({ a, q, f, l });
    };
    await exchange.advance(100);
    await exchange.sourceEnded;
    const shown = (await get(exchange, 'aggTrades')) as Record<'a' | 'q' | 'f' | 'l', unknown>[];
    expect(shown.map(({ q }) => q)).toEqual(['0.30000000', '0.30000000', '0.10000000']);
    expect(received).toEqual(shown.map(({ a, q, f, l }) => ({ a, q, f, l })));
    exchange.close();
  });

  it('give the best bid and ask', async () => {
    const { exchange, market } = trader({ source: trades(rows.join('\n'), { symbol, depth: '2' }) });
    const best = async (): Promise<unknown> => {
      const { bids, asks } = (await get(exchange, 'depth')) as Record<string, string[][]>;
      return [...bids!, ...asks!].flat().map(Number);
    };
    expect(await best()).toEqual([60000, 2, 60000.01, 2]);
    await exchange.advance(100);
    expect(await best()).toEqual([60000.99, 2, 60001, 2]);
    expect((await market('BUY', '3')).fills).toMatchObject([{ price: '60001.00000000', qty: '2.00000000' }]);
    await exchange.advance(800);
    expect(await best()).toEqual([59999, 2, 59999.01, 2]);
  });

  it('fill only the limit orders whose price they go beyond', async () => {
    const { exchange, limit, executed } = trader({ source: trades(rows.join('\n'), { symbol }) });
    const orders = [
      await limit('SELL', '60000.5', '0.2'),
      await limit('SELL', '60000.9', '1'),
      await limit('SELL', '60001', '1'),
    ];
    const bid = await limit('BUY', '59999', '2');
    const higher = await limit('BUY', '59999.5', '2');
    await exchange.advance(2000);
    // A trade fills only sell orders with prices below its own. So the trade at 60000.5 fills nothing. The trade of
    // 0.25 at 60001 fills the order at 60000.5 (0.2) and 0.05 of the order at 60000.9. The best bid is then 60000.99,
    // so this bid fills the rest of the order at 60000.9. No trade is above 60001, so the order at 60001 stays
    // unfilled.
    expect(await Promise.all(orders.map(executed))).toEqual([0.2, 1, 0]);
    // The trade of 1 at 59999 fills 1 of the buy order at 59999.5. The best ask is then 59999.01, so this ask fills the
    // other half of the order. The buy order at 59999 is not filled, because no trade has a price below 59999.
    expect([await executed(bid), await executed(higher)]).toEqual([0, 2]);
  });

  it('from before the start, and candles from before them, are the history', async () => {
    const warmUp = randomKlines(3, 4).map((row) => [
      Number(row[0]) - 10 * MINUTE,
      ...row.slice(1, 6),
      Number(row[6]) - 10 * MINUTE,
      ...row.slice(7),
    ]);
    const exchange = createExchange({
      source: trades(rows.map((row) => `5${row}`).join('\n'), { symbol, warmUp }),
      start: START + 500,
    });
    const candles = withVolume((await get(exchange, 'klines', { interval: '1m' })) as RestKline[]);
    expect(candles.slice(0, -1)).toEqual(withVolume(warmUp));
    expect(candles.at(-1)?.slice(5, 9)).toEqual(['1.00000000', START + MINUTE - 1, '60000.37500000', 3]);
    expect(((await get(exchange, 'trades')) as Json[]).at(-1)?.id).toBe(51_003);
  });
});

/** A candle with one trade of the volume 1. */
function row(open: string, high: string, low: string, close: string, taker = '1', end = START + MINUTE - 1) {
  return [START, open, high, low, close, '1', end, '1', 1, taker, '1', '0'];
}

describe('error', () => {
  it.each([
    [() => trades('1,2,3', { symbol }), 'expected a line of trades or aggregate trades'],
    [() => trades('', { symbol }), 'data: expected at least one row, got none'],
    [() => trades(undefined as unknown as string, { symbol }), 'data: expected text, got undefined'],
    [() => trades('1,0.00,1,0,1722470400100,True,True', { symbol }), "expected a price above 0, got '1,0.00,"],
    [() => trades('1,100.5,1,100.5,1722470400,True,True', { symbol }), 'expected times in ms or µs'],
    [() => klines('1722470400000,1,2', { symbol }), 'expected a kline of 11 or 12 cells'],
    [() => klines([row('x', '1', '1', '1')], { symbol }), "expected decimals with at most 8 places, got '[1"],
    [() => klines([row('1', '1', '1', '1', '1', START - 1)], { symbol }), 'expected a close time after the open time'],
    [() => klines([row('3', '2', '1', '2')], { symbol }), 'expected an open and a close between the low and the high'],
    [
      () => klines([row('2', '3', '1', '0.5')], { symbol }),
      'expected an open and a close between the low and the high',
    ],
    [() => klines([row('0', '1', '0', '1')], { symbol }), 'expected prices above 0'],
    [() => klines([row('1', '1', '1', '1', '2')], { symbol }), 'expected a taker volume of at most the volume'],
    [() => klines('[[1,', { symbol }), "data: expected klines as JSON, got '[[1,'"],
    [() => klines('[1]', { symbol }), "data: expected a kline of 11 or 12 cells, got '1'"],
    [
      () => klines({ code: -1121 } as unknown as string, { symbol }),
      'data: expected text or a list of klines, got {"code":-1121}',
    ],
    [() => klines([], { symbol }), 'data: expected at least one row, got none'],
    [
      () => klines([], {} as HistoryOptions),
      'symbol: expected the name of a symbol or all its properties, got undefined',
    ],
    [() => trades('', { symbol, depth: '0' }), "depth: expected a quantity above 0 as a decimal, got '0'"],
    [() => klines([], { symbol, depth: 'x' }), "depth: expected a quantity above 0 as a decimal, got 'x'"],
  ])('case %#', (create, message) => {
    expect(create).toThrow(message);
  });

  it('error: advance rejects at a later line that cannot be read', async () => {
    const lines = [
      '1,100.5,1,100.5,1722470400100,True,True',
      '2,100.5,1,100.5,1722470400105,True,True',
      '3,x,1,1,1,True,True',
    ];
    const exchange = createExchange({ source: trades(lines.join('\n'), { symbol }) });
    await exchange.advance(4);
    await expect(exchange.advance(10)).rejects.toThrow("expected decimals with at most 8 places, got '3,x,");
  });

  const trade = (id: number): string => `${id},100.5,1,100.5,${START + id},True,True`;

  it.each([
    [
      'a header in the middle',
      [trade(1), 'id,price,qty'],
      "expected a line of trades or aggregate trades, got 'id,price",
    ],
    ['a line without numbers', [trade(1), 'lost,,', trade(2)], "or aggregate trades, got 'lost,,'"],
    ['an earlier trade', [trade(2), trade(1)], "expected a trade after the one with the id 2, got '1,100.5"],
    ['a trade twice', [trade(2), trade(2)], "expected a trade after the one with the id 2, got '2,100.5"],
  ])('error: %s', async (_, lines, message) => {
    const exchange = createExchange({ source: trades(lines.join('\n'), { symbol }), start: START });
    await expect(exchange.advance(10)).rejects.toThrow(message);
  });

  it.each([
    ['earlier', START - MINUTE],
    ['repeated', START],
  ])('error: a candle that is %s', async (_, openTime) => {
    const second = [openTime, ...row('1', '1', '1', '1').slice(1)];
    const run = async () => createExchange({ source: klines([row('1', '1', '1', '1'), second], { symbol }) });
    const message = `data: expected a kline that opens after the one before it (${START}), got one of ${openTime}`;
    await expect(run()).rejects.toThrow(message);
  });
});
