import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decimal, enums, integer, type Sample, streams } from '../../../../tests/documented/index.js';
import { createExchange, type Exchange, SyntheticMarket, type VirtualClock } from '../index.js';

/** Returns the stream names that result from a documented name when its placeholders are replaced. */
function expand(name: string): string[] {
  const fill = (names: string[], mark: string, values: readonly unknown[] = []): string[] =>
    names.flatMap((text) => (text.includes(mark) ? values.map((value) => text.replace(mark, String(value))) : [text]));
  let names = fill([name], '<symbol>', ['bnbbtc']);
  names = fill(names, '<interval>', enums.klineIntervals?.values);
  names = fill(names, '<levels>', enums.depthLevels?.values);
  names = fill(names, '<window_size>', ['1h', '4h', '1d']);
  return fill(names, '<window-size>', ['1h', '4h', '1d']);
}

/** Opens a socket and collects the messages that it receives. */
async function listen(exchange: Exchange, path: string) {
  const Socket = exchange.environment.WebSocket!;
  const socket = new Socket(`${exchange.environment.streams}${path}`);
  const received: { at: number; message: unknown }[] = [];
  socket.onmessage = ({ data }) => void received.push({ at: exchange.clock.now(), message: JSON.parse(data) });
  await exchange.advance(0);
  return { socket, received, messages: () => received.map(({ message }) => message) };
}

type Wrapped = { stream: string; data: Record<string, unknown> | Record<string, unknown>[] };

const startTime = Date.UTC(2026, 0, 1, 11, 59, 30);
let exchange: Exchange;
let market: SyntheticMarket;

beforeEach(() => {
  exchange = createExchange({ seed: 3, startTime, symbols: ['BNBBTC', 'BTCUSDT'] });
  market = new SyntheticMarket(exchange, { mode: 'bursty' });
  market.start();
  exchange.engine.setReferencePrice('BNBBTC', 950_000n);
});

afterEach(() => {
  market.close();
  exchange.close();
});

describe('every documented market stream', () => {
  it.each(Object.entries(streams))('%s has exactly the documented fields', async (_, stream) => {
    const names = stream.names.flatMap(expand);
    for (const unit of ['', '&timeUnit=MICROSECOND']) {
      const { received, socket } = await listen(
        exchange,
        `/stream?streams=${names.join('/').replaceAll('+', '%2B')}${unit}`,
      );
      await exchange.advance(1000);
      exchange.blockTrade('BNBBTC', { price: '0.01', quantity: '500' });
      await exchange.advance(9000);
      socket.close();
      const messages = received.map(({ message }) => message as Wrapped);
      expect([...new Set(messages.map(({ stream: name }) => name))].sort()).toEqual([...names].sort());
      for (const { data } of messages) {
        expect(Array.isArray(data)).toBe(stream.isArray ?? false);
        for (const event of Array.isArray(data) ? data : [data]) {
          expectFields(event, stream.event);
          if ('E' in event) expect(String(event.E)).toHaveLength(unit ? 16 : 13);
        }
      }
    }
  });
});

/** Fails unless an event has the same fields as a sample, with values of the same types. */
function expectFields(event: unknown, sample: Sample, path = ''): void {
  if (Array.isArray(sample)) return expect(Array.isArray(event), path).toBe(true);
  if (typeof sample === 'object' && sample !== null) {
    expect(Object.keys(event as object).sort()).toEqual(Object.keys(sample).sort());
    for (const [name, child] of Object.entries(sample)) {
      expectFields((event as Record<string, unknown>)[name], child, `${path}.${name}`);
    }
  } else if (sample === decimal) expect(event, path).toMatch(/^-?\d+(\.\d+)?$/);
  else if (sample === integer) expect(Number.isSafeInteger(event), path).toBe(true);
  else expect(typeof event, path).toBe(typeof sample);
}

describe('update speeds', () => {
  it.each([
    ['bnbbtc@depth@100ms', 100],
    ['bnbbtc@depth', 1000],
    ['bnbbtc@depth5@100ms', 100],
    ['bnbbtc@depth20', 1000],
    ['bnbbtc@ticker', 1000],
    ['bnbbtc@miniTicker', 1000],
    ['bnbbtc@ticker_4h', 1000],
    ['!miniTicker@arr', 1000],
    ['bnbbtc@avgPrice', 1000],
    ['bnbbtc@referencePrice', 1000],
    ['bnbbtc@kline_1s', 1000],
    ['bnbbtc@kline_1m', 2000],
    ['bnbbtc@kline_1d@+08:00', 2000],
  ])('%s has an event every %d ms', async (name, speed) => {
    await exchange.advance(60_000);
    const { received } = await listen(exchange, `/ws/${name}`);
    await exchange.advance(20_000);
    const times = [...new Set(received.map(({ at }) => at))];
    expect(times.length).toBeGreaterThan(8);
    for (const time of times) expect(time % speed).toBe(0);
  });

  it('sends nothing while nothing changes', async () => {
    market.stop();
    const { received } = await listen(exchange, '/stream?streams=bnbbtc@depth@100ms/bnbbtc@bookTicker/bnbbtc@trade');
    await exchange.advance(60_000);
    expect(received).toEqual([]);
  });
});

describe('depth streams', () => {
  it('have contiguous ids and rebuild the book', async () => {
    const { messages } = await listen(exchange, '/ws/bnbbtc@depth@100ms');
    const slow = await listen(exchange, '/ws/bnbbtc@depth');
    const start = exchange.engine.book('BNBBTC', 5000);
    await exchange.advance(30_000);
    market.stop();
    await exchange.advance(1000);
    const end = exchange.engine.book('BNBBTC', 5000);
    for (const received of [messages(), slow.messages()]) {
      const sides = { b: new Map(start.bids), a: new Map(start.asks) };
      let last = start.lastUpdateId;
      for (const event of received as { U: number; u: number; b: [string, string][]; a: [string, string][] }[]) {
        expect(event.U).toBe(last + 1);
        last = event.u;
        for (const side of ['b', 'a'] as const) {
          for (const [price, quantity] of event[side].map((level) => level.map(scaled) as [bigint, bigint])) {
            if (quantity === 0n) sides[side].delete(price);
            else sides[side].set(price, quantity);
          }
        }
      }
      expect(last).toBe(end.lastUpdateId);
      expect([...sides.b].sort(([a], [b]) => (a < b ? 1 : -1))).toEqual(end.bids.map(([...level]) => level));
      expect([...sides.a].sort(([a], [b]) => (a > b ? 1 : -1))).toEqual(end.asks.map(([...level]) => level));
    }
  });

  it('and bookTicker agree at the same update id', async () => {
    const depth = await listen(exchange, '/ws/bnbbtc@depth5@100ms');
    const best = await listen(exchange, '/ws/bnbbtc@bookTicker');
    await exchange.advance(20_000);
    const tickers = new Map(
      (best.messages() as { u: number; b: string; a: string }[]).map((event) => [event.u, event]),
    );
    let compared = 0;
    for (const { lastUpdateId, bids, asks } of depth.messages() as {
      lastUpdateId: number;
      bids: string[][];
      asks: string[][];
    }[]) {
      const ticker = tickers.get(lastUpdateId);
      if (!ticker) continue;
      compared += 1;
      expect([ticker.b, ticker.a]).toEqual([bids[0]?.[0], asks[0]?.[0]]);
    }
    expect(compared).toBeGreaterThan(0);
  });
});

const scaled = (text: string): bigint => BigInt(text.replace('.', ''));

describe('trade streams', () => {
  it('agree with each other: aggregate trades cover every trade once', async () => {
    const { messages } = await listen(exchange, '/stream?streams=bnbbtc@trade/bnbbtc@aggTrade');
    await exchange.advance(60_000);
    type Row = { e: string; t: number; f: number; l: number; p: string; q: string };
    const events = (messages() as Wrapped[]).map(({ data }) => data as unknown as Row);
    const trades = events.filter(({ e }) => e === 'trade');
    const aggregates = events.filter(({ e }) => e === 'aggTrade');
    expect(trades.length).toBeGreaterThan(50);
    const covered = aggregates.flatMap(({ f, l }) => Array.from({ length: l - f + 1 }, (_, index) => f + index));
    expect(covered).toEqual(trades.map(({ t }) => t));
    for (const row of aggregates) {
      const own = trades.filter(({ t }) => t >= row.f && t <= row.l);
      expect(scaled(row.q)).toBe(own.reduce((sum, { q }) => sum + scaled(q), 0n));
      expect(new Set(own.map(({ p }) => p))).toEqual(new Set([row.p]));
    }
  });
});

describe('kline streams', () => {
  it('close each candle once, with the values of GET klines, also in UTC+8', async () => {
    const { received } = await listen(exchange, '/stream?streams=bnbbtc@kline_1m/bnbbtc@kline_12h@%2B08:00');
    await exchange.advance(150_000);
    const closed = received
      .map(
        ({ at, message }) =>
          ({ at, ...((message as Wrapped).data as { k: Record<string, unknown> }).k }) as Record<string, unknown>,
      )
      .filter(({ x }) => x === true);
    // The exchange starts 30 s before noon, so the first minute ends after 30 s.
    expect(closed.map(({ at, i, T }) => [at, i, T])).toEqual(
      [30_000, 90_000, 150_000].map((after) => [startTime + after, '1m', startTime + after - 1]),
    );
    const response = await exchange.environment.fetch!(
      `${exchange.environment.rest}/api/v3/klines?symbol=BNBBTC&interval=1m&endTime=${startTime + 149_999}`,
    );
    const rows = (await response.json()) as unknown[][];
    for (const [index, { t, o, h, l, c, v, T, q, n, V, Q }] of closed.entries()) {
      expect([t, o, h, l, c, v, T, q, n, V, Q]).toEqual(rows[index]?.slice(0, 11));
    }
    const utc8 = received
      .map(({ message }) => message as Wrapped)
      .filter(({ stream }) => stream === 'bnbbtc@kline_12h@+08:00')
      .map(({ data }) => (data as { k: { t: number } }).k.t);
    // In UTC+8, candles of 12 hours open at 04:00 and 16:00 UTC.
    expect(new Set(utc8)).toEqual(new Set([Date.UTC(2026, 0, 1, 4)]));
  });
});

describe('a stream connection', () => {
  const ask = async (socket: WebSocket, message: unknown): Promise<void> => {
    socket.send(JSON.stringify(message));
    await exchange.advance(0);
  };

  it('subscribes, lists and unsubscribes while it runs', async () => {
    market.stop();
    const { socket, messages } = await listen(exchange, '/ws');
    await ask(socket, { method: 'SUBSCRIBE', params: ['bnbbtc@trade', 'btcusdt@trade'], id: 1 });
    await ask(socket, { method: 'LIST_SUBSCRIPTIONS', id: 'list' });
    await ask(socket, { method: 'UNSUBSCRIBE', params: ['btcusdt@trade'], id: null });
    exchange.trade('BNBBTC', { price: '0.01', quantity: '1' });
    exchange.trade('BTCUSDT', { price: '60000', quantity: '1' });
    await exchange.advance(0);
    expect(messages().slice(0, 3)).toEqual([
      { result: null, id: 1 },
      { result: ['bnbbtc@trade', 'btcusdt@trade'], id: 'list' },
      { result: null, id: null },
    ]);
    expect(new Set((messages().slice(3) as { s: string }[]).map(({ s }) => s))).toEqual(new Set(['BNBBTC']));
  });

  it('wraps no events on /ws until SET_PROPERTY turns on `combined`', async () => {
    market.stop();
    const { socket, messages } = await listen(exchange, '/ws/bnbbtc@trade');
    await ask(socket, { method: 'GET_PROPERTY', params: ['combined'], id: 1 });
    exchange.trade('BNBBTC', { price: '0.01', quantity: '1' });
    await ask(socket, { method: 'SET_PROPERTY', params: ['combined', true], id: 2 });
    exchange.trade('BNBBTC', { price: '0.01', quantity: '1' });
    await exchange.advance(0);
    expect(messages()[0]).toEqual({ result: false, id: 1 });
    expect(messages().find((message) => (message as { e?: string }).e === 'trade')).toBeDefined();
    expect((messages().at(-1) as Wrapped).stream).toBe('bnbbtc@trade');
  });

  it('takes 1,024 streams and no more', async () => {
    const { socket, messages } = await listen(exchange, '/ws');
    const many = Array.from({ length: 1024 }, (_, index) => `s${index}usdt@trade`);
    await ask(socket, { method: 'SUBSCRIBE', params: many, id: 1 });
    await ask(socket, { method: 'SUBSCRIBE', params: ['bnbbtc@trade'], id: 2 });
    expect(messages()[0]).toEqual({ result: null, id: 1 });
    expect(messages()[1]).toMatchObject({ code: 2, msg: expect.stringContaining('1024') });
  });

  it('announces a shutdown by a frame in the documented form', async () => {
    const raw = await listen(exchange, '/ws/bnbbtc@trade');
    const combined = await listen(exchange, '/stream?streams=bnbbtc@trade');
    const api = await listen(exchange, '/ws-api/v3');
    market.stop();
    await exchange.advance(1000);
    const E = exchange.clock.now();
    exchange.announceShutdown(5000);
    await exchange.advance(0);
    expect(raw.messages().at(-1)).toEqual({ e: 'serverShutdown', E });
    expect(combined.messages().at(-1)).toEqual({ stream: '!serverShutdown', data: { e: 'serverShutdown', E } });
    expect(api.messages().at(-1)).toEqual({ event: { e: 'serverShutdown', E } });
    await exchange.advance(5000);
    for (const { socket } of [raw, combined, api]) expect(socket.readyState).toBe(3);
  });

  it('names symbols beyond ASCII, encoded in its address', async () => {
    exchange.engine.addSymbol({ symbol: '币安人生USDT', baseAsset: '币安人生', quoteAsset: 'USDT' });
    const { messages } = await listen(exchange, `/ws/${encodeURIComponent('币安人生usdt')}@trade`);
    const combined = await listen(exchange, `/stream?streams=${encodeURIComponent('币安人生usdt@trade')}`);
    exchange.trade('币安人生USDT', { price: '0.1', quantity: '100' });
    await exchange.advance(0);
    expect(messages()).toMatchObject([{ e: 'trade', s: '币安人生USDT' }]);
    expect(combined.messages()).toMatchObject([{ stream: '币安人生usdt@trade', data: { s: '币安人生USDT' } }]);
  });
});

it('publishes a source in place of the engine to clients that have subscribed before', async () => {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  const sent: string[] = [];
  const connection = {
    ip: '',
    bufferedAmount: 0,
    send: (text: string) => void sent.push(text),
    close() {},
    terminate() {},
  };
  const path = '/ws/btcusdt@depth@100ms';
  const client = exchange.streams.open({ ...connection, path, params: new URLSearchParams() });
  const attached: (readonly [string, boolean])[] = [];
  const snapshot = { lastUpdateId: 1, bids: [], asks: [] };
  exchange.feed({
    symbol: 'BTCUSDT',
    attach: (name, channel) => {
      attached.push([name, channel !== undefined]);
      channel?.publish(() => '"an event of the source"');
    },
    snapshot: () => snapshot,
  });
  exchange.setBook('BTCUSDT', { bids: [['100', '1']] });
  await exchange.advance(1000);
  expect(sent).toEqual(['"an event of the source"']);
  client.closed();
  expect(attached).toEqual([
    ['btcusdt@depth@100ms', true],
    ['btcusdt@depth@100ms', false],
  ]);
  expect((exchange.clock as VirtualClock).pending).toBe(0);
});
