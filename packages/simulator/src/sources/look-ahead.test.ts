import { describe, expect, it } from 'vitest';
import { enums, operations, streams } from '../../../../tests/documented/index.js';
import { B, legal, MINE, start } from '../../test/legal-requests.js';
import { hmacKey, type Json, rest, WsClient } from '../../test/raw-client.js';
import { createExchange, createRandom, klines, type MarketSource, readRecording, recording, trades } from '../index.js';

// The two markets of a test are the same until `NOW`, and differ after it. What an exchange sends until `NOW` must be
// the same with both markets.

const NOW = 20_500;

/** Returns a price path with one step every 50 ms. The part after `NOW` depends on `future`. */
function pathOf(future: number): { ms: number; price: number; isBuyerMaker: boolean }[] {
  const random = createRandom(3);
  let price = 60_000;
  return Array.from({ length: 600 }, (_, index) => {
    price += Math.round((random.next() - 0.5) * 200) / 100;
    const ms = index * 50;
    return { ms, price: ms > NOW ? price * future : price, isBuyerMaker: random.next() < 0.5 };
  });
}

const tradeLines = (future: number): string =>
  pathOf(future)
    .map(({ ms, price, isBuyerMaker }, index) =>
      [index + 1, price.toFixed(2), '0.01', '600', start + ms, isBuyerMaker ? 'True' : 'False', 'True'].join(),
    )
    .join('\n');

function recordedLines(future: number): string {
  const line = (stream: string, data: object): string => `1 ${JSON.stringify({ stream: `btcusdt@${stream}`, data })}`;
  const lines = ['1 {"lastUpdateId":1,"bids":[["59000.00","9"]],"asks":[["61000.00","9"]]}'];
  let old: [string, string] | undefined;
  for (const [index, { ms, price, isBuyerMaker }] of pathOf(future).entries()) {
    const time = start + ms;
    const best: [string, string] = [(price - 5).toFixed(2), (price + 5).toFixed(2)];
    const level = (at: 0 | 1): string[][] => [...(old ? [[old[at], '0']] : []), [best[at], '2']];
    lines.push(
      line('depth@100ms', {
        e: 'depthUpdate',
        E: time,
        s: B,
        U: 2 + index * 4,
        u: 5 + index * 4,
        b: level(0),
        a: level(1),
      }),
      line('trade', { e: 'trade', E: time, s: B, t: index, p: price.toFixed(2), q: '0.01', T: time, m: isBuyerMaker }),
    );
    old = best;
  }
  return lines.join('\n');
}

/**
 * Returns two candles. Only the high and the close of the first candle depend on `future`. The low of this candle is
 * nearer to its open than the high is, so the exchange trades at the low before `NOW`, and at the high after `NOW`.
 */
const candles = (future: number): (string | number)[][] =>
  [0, 1].map((minute) => {
    const time = start + minute * 60_000;
    const prices = minute === 0 ? [60_000, 60_300 * future, 59_900, 60_200 * future] : [60_000, 60_100, 59_000, 60_000];
    return [time, ...prices.map((price) => price.toFixed(2)), '4', time + 59_999, '240000', 100, '2', '120000', '0'];
  });

const sources: Record<string, (future: number) => MarketSource> = {
  klines: (future) => klines(candles(future), { symbol: B }),
  trades: (future) => trades(tradeLines(future), { symbol: B }),
  recording: (future) => recording(readRecording(recordedLines(future))),
};

/** The names of all documented streams for the symbol. */
const names = Object.values(streams).flatMap(({ names: all }) =>
  all.flatMap((name) => {
    const values: Record<string, readonly unknown[]> = {
      '<symbol>': ['btcusdt'],
      '<interval>': enums.klineIntervals?.values ?? [],
      '<levels>': [5, 10, 20],
      '<window_size>': ['1h', '4h', '1d'],
      '<window-size>': ['1h', '4h', '1d'],
    };
    return Object.entries(values).reduce(
      (found, [mark, each]) =>
        found.flatMap((text) =>
          text.includes(mark) ? each.map((value) => text.replace(mark, String(value))) : [text],
        ),
      [name],
    );
  }),
);

/**
 * Returns everything that an exchange sends until `NOW`: the frames of its streams, and its answers to all documented
 * requests.
 */
async function everythingSaid(source: MarketSource) {
  const exchange = createExchange({ source, start, symbols: [B, 'BNBBTC', 'BNBUSDT'], seed: 5 });
  const key = hmacKey(
    exchange.createAccount({ balances: { USDT: '1000000', BTC: '10' }, apiKey: 'k', apiSecret: 's' }),
  );
  const { WebSocket, streams: address } = exchange.environment;
  const socket = new WebSocket!(`${address}/stream?streams=${names.map(encodeURIComponent).join('/')}`);
  const frames: string[] = [];
  socket.onmessage = ({ data }) => void frames.push(String(data));
  const mine = { symbol: B, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '50000' };
  const { body: order } = await rest(exchange, 'POST /api/v3/order', { ...mine, newClientOrderId: 'mine' }, { key });
  await exchange.advance(NOW - (exchange.clock.now() - start));
  const answers: Record<string, unknown> = {};
  const client = new WsClient(exchange);
  for (const [method, { rest: route, isSigned }] of Object.entries(operations)) {
    for (const [index, params] of (legal[method] ?? []).entries()) {
      const entries = Object.entries(params).map(([name, value]) => [name, value === MINE ? order.orderId : value]);
      const filled = Object.fromEntries(entries) as Json;
      const signed = isSigned ? key : undefined;
      const name = `${method} ${index}`;
      if (route) answers[name] = (await rest(exchange, route, filled, { key: signed })).body;
      else answers[name] = await client.request(method, filled, signed);
    }
  }
  const said = { frames: frames.join('\n'), answers };
  await exchange.advance(40_000);
  const later = JSON.stringify((await rest(exchange, 'GET /api/v3/klines', { symbol: B, interval: '1m' })).body);
  exchange.close();
  return { said, later };
}

describe.each(Object.entries(sources))('an exchange on %s', (_, source) => {
  it('sends nothing that depends on later events of the market', async () => {
    const [one, other] = [await everythingSaid(source(1)), await everythingSaid(source(1.1))];
    expect(other.said.frames).toBe(one.said.frames);
    expect(other.said.answers).toEqual(one.said.answers);
    // Checks that the markets differ after `NOW`, and that the exchange has sent something.
    expect(other.later).not.toBe(one.later);
    expect(one.said.frames.length).toBeGreaterThan(10_000);
    expect(Object.keys(one.said.answers).length).toBeGreaterThan(50);
    const isAnswered = (answer: unknown): boolean =>
      !('code' in (answer as object)) && !('error' in (answer as object));
    expect(Object.values(one.said.answers).filter(isAnswered).length).toBeGreaterThan(40);
  });
});
