// According to Binance's faqs/spot_glossary.md, market data is generated in HALT, and in CANCEL_ONLY "except for
// klines", but not in BREAK.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limit } from '../../test/engine/engine-setup.js';
import { rest } from '../../test/raw-client.js';
import { createExchange, type Exchange } from '../index.js';

const STREAMS = [
  'bookTicker',
  'depth@100ms',
  'depth5@100ms',
  'kline_1s',
  'kline_1m',
  'kline_1d@+08:00',
  'miniTicker',
  'ticker',
  'ticker_1h',
  'avgPrice',
  'referencePrice',
  'blockTrade',
];
const KLINES = STREAMS.filter((name) => name.startsWith('kline'));
const start = Date.UTC(2026, 0, 1);

let exchange: Exchange;
let me: number;

beforeEach(async () => {
  exchange = createExchange({ symbols: ['BNBBTC', 'BTCUSDT'], startTime: start });
  exchange.setBook('BNBBTC', { bids: [['0.01', '5']], asks: [['0.011', '5']] });
  exchange.trade('BNBBTC', { price: '0.01', quantity: '1' });
  me = exchange.createAccount({ balances: { BTC: '10' } }).uid;
  for (const price of ['0.0101', '0.0102', '0.0103']) {
    exchange.engine.placeOrder(me, limit('BNBBTC', 'BUY', '5', price));
  }
  exchange.engine.setReferencePrice('BNBBTC', 950_000n);
  await exchange.advance(500);
});

afterEach(() => exchange.close());

/**
 * Changes the book and makes a block trade within four seconds. Returns the streams that send something in this time.
 */
async function active(): Promise<string[]> {
  const { WebSocket, streams } = exchange.environment;
  const names = STREAMS.map((name) => `bnbbtc@${name}`);
  const socket = new WebSocket!(`${streams}/stream?streams=${names.join('/').replaceAll('+', '%2B')}`);
  const seen = new Set<string>();
  socket.onmessage = ({ data }) => void seen.add(JSON.parse(String(data)).stream);
  await exchange.advance(0);
  const { status } = exchange.engine.symbol('BNBBTC')!;
  const order = exchange.engine.openOrders(me, 'BNBBTC').at(-1);
  if (status === 'TRADING' || status === 'CANCEL_ONLY') exchange.engine.cancelOrder(me, order!);
  exchange.blockTrade('BNBBTC', { price: '0.01', quantity: '500' });
  await exchange.advance(4000);
  socket.close();
  return STREAMS.filter((name) => seen.has(`bnbbtc@${name}`));
}

const withoutBook = (names: readonly string[]): string[] =>
  names.filter((name) => !/^(bookTicker|depth@100ms)$/.test(name));

describe('streams of a symbol', () => {
  it('in TRADING send everything', async () => {
    expect(await active()).toEqual(STREAMS);
  });

  it('in CANCEL_ONLY send everything except klines', async () => {
    exchange.engine.setSymbolStatus('BNBBTC', 'CANCEL_ONLY');
    expect(await active()).toEqual(STREAMS.filter((name) => !KLINES.includes(name)));
  });

  it.each(['HALT', 'END_OF_DAY'] as const)('in %s send everything that can change', async (status) => {
    exchange.engine.setSymbolStatus('BNBBTC', status);
    expect(await active()).toEqual(withoutBook(STREAMS));
  });

  it('in BREAK send nothing, and go on afterwards', async () => {
    exchange.engine.setSymbolStatus('BNBBTC', 'BREAK');
    expect(await active()).toEqual([]);
    exchange.engine.setSymbolStatus('BNBBTC', 'TRADING');
    expect(await active()).toEqual(STREAMS);
  });

  it('in BREAK are left out of the arrays of all symbols', async () => {
    exchange.setBook('BTCUSDT', { bids: [['60000', '5']], asks: [['60010', '5']] });
    const { WebSocket, streams } = exchange.environment;
    const socket = new WebSocket!(`${streams}/ws/!miniTicker@arr`);
    const rows: string[][] = [];
    socket.onmessage = ({ data }) => void rows.push(JSON.parse(String(data)).map((row: { s: string }) => row.s));
    await exchange.advance(0);
    exchange.trade('BNBBTC', { price: '0.01', quantity: '1' });
    exchange.trade('BTCUSDT', { price: '60000', quantity: '1' });
    exchange.engine.setSymbolStatus('BNBBTC', 'BREAK');
    await exchange.advance(1000);
    expect(rows).toEqual([['BTCUSDT']]);
  });
});

describe('klines', () => {
  const opens = async (params: object): Promise<number[]> => {
    const { body } = await rest(exchange, 'GET /api/v3/klines', { symbol: 'BNBBTC', interval: '1m', ...params });
    return (body as unknown as number[][]).map(([open]) => (open! - start) / 60_000);
  };

  it.each(['BREAK', 'CANCEL_ONLY'] as const)('have no candle of a minute that lies wholly in %s', async (status) => {
    // The symbol has the tested status from minute 2.5 to minute 6.5, so the minutes 3, 4 and 5 have no candle.
    await exchange.advance(149_500);
    exchange.engine.setSymbolStatus('BNBBTC', status);
    await exchange.advance(120_000);
    expect(await opens({})).toEqual([0, 1, 2]);
    await exchange.advance(120_000);
    exchange.engine.setSymbolStatus('BNBBTC', 'TRADING');
    await exchange.advance(120_000);
    expect(await opens({})).toEqual([0, 1, 2, 6, 7, 8]);
    expect(await opens({ limit: 4 })).toEqual([2, 6, 7, 8]);
    expect(await opens({ startTime: start + 60_000, limit: 3 })).toEqual([1, 2, 6]);
    expect(await opens({ startTime: start + 4 * 60_000 })).toEqual([6, 7, 8]);
    expect(await opens({ endTime: start + 5 * 60_000, limit: 2 })).toEqual([1, 2]);

    const copy = createExchange({ symbols: ['BNBBTC', 'BTCUSDT'] });
    copy.importState(JSON.parse(JSON.stringify(exchange.exportState())));
    exchange.close();
    exchange = copy;
    expect(await opens({})).toEqual([0, 1, 2, 6, 7, 8]);
  });

  it('have every minute of HALT', async () => {
    exchange.engine.setSymbolStatus('BNBBTC', 'HALT');
    await exchange.advance(180_000);
    expect(await opens({})).toEqual([0, 1, 2, 3]);
  });
});
