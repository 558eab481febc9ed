import { createHash } from 'node:crypto';
import { createSpotClient, OrderSide, OrderType, type SpotClient, TimeInForce } from '@pkg/core';
import {
  createExchange,
  type Exchange,
  type ExchangeAccount,
  type Recording,
  readRecording,
  recording,
} from '@pkg/simulator';
import { describe, expect } from 'vitest';
import { itWithRecording, readText, recordings } from '../support/recordings.js';

// The tests compare all data that the simulated exchange shows with a recording. The expected values are calculated
// independently: with a map of the levels, by counting the quantity ahead of each order, and by adding up the recorded
// trades.

type Level = [price: string, quantity: string];
type Depth = { E: number; U: number; u: number; b: Level[]; a: Level[] };
type Trade = { t: number; p: string; q: string; T: number; m: boolean };

const BTCUSDT = 'binance-2024-08-09-hft/BTCUSDT';
/** How many lines of the long recording are read: half a minute of it, or all eleven minutes with `LONG`. */
const LINES = process.env.LONG ? Number.POSITIVE_INFINITY : 4500;

function read(path: string): { recorded: Recording; depth: Depth[]; trades: Trade[]; expected: Expected } {
  const text = readText(path).split('\n').slice(0, LINES).join('\n');
  const recorded = readRecording(text);
  const events = (suffix: string) =>
    recorded.lines.filter(({ stream }) => stream?.endsWith(suffix)).map(({ text: json }) => JSON.parse(json));
  const { lastUpdateId } = recorded.snapshot;
  return {
    recorded,
    depth: (events('@depth@100ms') as Depth[]).filter(({ u }) => u > lastUpdateId),
    trades: events('@trade') as Trade[],
    expected: JSON.parse(readText(path.replace('.txt.gz', '.expected.json'))) as Expected,
  };
}

type Expected = {
  checkpoints: { lastUpdateId: number; sha256: string }[];
  final: { lastUpdateId: number; sha256: string };
};

/** An order book to which the recorded depth events are applied. */
class ReferenceBook {
  readonly bids: Map<string, string>;
  readonly asks: Map<string, string>;

  constructor({ snapshot }: Recording) {
    this.bids = new Map(snapshot.bids);
    this.asks = new Map(snapshot.asks);
  }

  apply({ b, a }: Depth): void {
    for (const [side, levels] of [[this.bids, b] as const, [this.asks, a] as const]) {
      for (const [price, quantity] of levels) {
        if (Number(quantity) === 0) side.delete(price);
        else side.set(price, quantity);
      }
    }
  }

  sorted(): { bids: Level[]; asks: Level[] } {
    return {
      bids: [...this.bids].sort(([one], [other]) => Number(other) - Number(one)),
      asks: [...this.asks].sort(([one], [other]) => Number(one) - Number(other)),
    };
  }
}

const hash = (bids: readonly (readonly string[])[], asks: readonly (readonly string[])[]): string => {
  const side = (rows: readonly (readonly string[])[]): string => rows.map((row) => row.join(':')).join('\n');
  return createHash('sha256')
    .update(`${side(bids)}\n|\n${side(asks)}`)
    .digest('hex');
};

/** Collects the events of some streams of the symbol. */
function listen(
  exchange: Exchange,
  symbol: string,
  names: readonly string[],
): Record<string, Record<string, unknown>[]> {
  const { WebSocket, streams } = exchange.environment;
  const paths = names.map((name) => `${symbol.toLowerCase()}@${name}`).join('/');
  const socket = new WebSocket!(`${streams}/stream?streams=${paths}`);
  const seen: Record<string, Record<string, unknown>[]> = Object.fromEntries(names.map((name) => [name, []]));
  socket.onmessage = ({ data }) => {
    const { stream, data: event } = JSON.parse(data as string);
    seen[stream.slice(symbol.length + 1)]?.push(event);
  };
  return seen;
}

const same = (one: string, other: string): boolean => Number(one) === Number(other);

for (const name of recordings.depthCaptures) {
  itWithRecording(
    name,
    `${name}: every book event, and the book at every checkpoint, are the recorded ones`,
    async (path) => {
      const { recorded, depth, expected } = read(path);
      const { symbol } = recorded;
      const exchange = createExchange({ source: recording(recorded) });
      const seen = listen(exchange, symbol, ['depth@100ms']);
      const client = createSpotClient({ environment: exchange.environment, clock: exchange.clock });
      const decimals = [0, 1].map((at) => recorded.snapshot.bids[0]?.[at]?.split('.')[1]?.length ?? 0);
      const shorten = (rows: readonly Level[]): string[][] =>
        rows.map((row) => row.map((text, at) => text.slice(0, text.indexOf('.') + 1 + (decimals[at] as number))));
      const checkpoints = new Map(
        [...expected.checkpoints, expected.final].map((row) => [row.lastUpdateId, row.sha256]),
      );
      await exchange.run(client.ping());
      let compared = 0;
      for (const { E, u } of depth) {
        if (!checkpoints.has(u)) continue;
        await exchange.advance(E - exchange.clock.now());
        const { lastUpdateId, bids, asks } = await exchange.run(client.getOrderBook({ symbol, limit: 5000 }));
        expect(lastUpdateId).toBe(u);
        if (bids.length < 5000 && asks.length < 5000) {
          expect(hash(shorten(bids), shorten(asks))).toBe(checkpoints.get(u));
          compared += 1;
        }
      }
      await exchange.run(exchange.sourceEnded);
      await exchange.advance(1);
      const events = seen['depth@100ms'] as unknown as Depth[];
      expect(events.map(({ E, U, u }) => [E, U, u])).toEqual(
        depth.map(({ E, u }, index) => [E, (depth[index - 1]?.u ?? recorded.snapshot.lastUpdateId) + 1, u]),
      );
      const numbers = (levels: Level[]): number[][] => levels.map((row) => row.map(Number));
      expect(events.map(({ b, a }) => [numbers(b), numbers(a)])).toEqual(
        depth.map(({ b, a }) => [numbers(b), numbers(a)]),
      );
      if (depth.at(-1)?.u === expected.final.lastUpdateId) expect(compared).toBeGreaterThan(0);
      exchange.close();
    },
  );
}

describe('the long capture', () => {
  let exchange: Exchange;
  let account: ExchangeAccount;
  let client: SpotClient;

  const open = (recorded: Recording): void => {
    exchange = createExchange({ source: recording(recorded) });
    account = exchange.createAccount({ balances: { USDT: '100000000', BTC: '1000' } });
    client = account.createClient(createSpotClient);
  };
  const warm = async (symbol: string): Promise<void> => {
    await exchange.run(client.getAccount());
    const order = {
      symbol,
      side: OrderSide.BUY,
      type: OrderType.LIMIT,
      timeInForce: TimeInForce.GTC,
      quantity: '0.001',
      price: '30000',
    } as const;
    await exchange.run(client.createTestOrder(order));
  };

  itWithRecording(
    `depth-captures/${BTCUSDT}.txt.gz`,
    'market orders fill level by level at the recorded prices',
    async (path) => {
      const { recorded, depth } = read(path);
      const { symbol } = recorded;
      open(recorded);
      await warm(symbol);
      const book = new ReferenceBook(recorded);
      let orders = 0;
      for (const [index, event] of depth.entries()) {
        book.apply(event);
        if (index % 50 !== 49 || exchange.clock.now() > event.E) continue;
        await exchange.advance(event.E - exchange.clock.now());
        // Orders take no quantity from the recorded book, so each order finds all levels of the book.
        const side = index % 100 === 49 ? OrderSide.BUY : OrderSide.SELL;
        const levels = side === OrderSide.BUY ? book.sorted().asks : book.sorted().bids;
        const exact = (text: string): bigint => BigInt(text.replace('.', ''));
        const quantity = exact(levels[0]![1]) + exact(levels[1]![1]) + exact(levels[2]![1]) / 2n;
        const rounded = quantity - (quantity % 1000n);
        const whole = rounded.toString().padStart(9, '0');
        const state = exchange.exportState();
        const order = await exchange.run(
          client.createOrder({
            symbol,
            side,
            type: OrderType.MARKET,
            quantity: `${whole.slice(0, -8)}.${whole.slice(-8)}`,
          }),
        );
        const fills = 'fills' in order ? (order.fills ?? []) : [];
        expect(fills.map(({ price }) => price)).toEqual(levels.slice(0, 3).map(([price]) => price));
        expect(fills.slice(0, 2).map(({ qty }) => qty)).toEqual(levels.slice(0, 2).map(([, qty]) => qty));
        expect(order).toMatchObject({ status: 'FILLED' });
        const { bids, asks } = await exchange.run(client.getOrderBook({ symbol, limit: 5000 }));
        expect({ bids, asks }).toEqual(book.sorted());
        exchange.importState(state);
        orders += 1;
      }
      expect(orders).toBeGreaterThan(3);
      exchange.close();
    },
  );

  itWithRecording(
    `depth-captures/${BTCUSDT}.txt.gz`,
    'limit orders are filled when the recorded trades have used up the queue before them',
    async (path) => {
      const { recorded, depth, trades } = read(path);
      const { symbol } = recorded;
      open(recorded);
      await warm(symbol);
      const begin = depth[10]!.E;
      await exchange.advance(begin - exchange.clock.now());
      const book = new ReferenceBook(recorded);
      for (const event of depth.slice(0, 11)) book.apply(event);
      const { bids, asks } = book.sorted();
      // Places an order of 0.05 on each level. `ahead` is the quantity of the orders before it in the queue of its
      // level.
      const tracked = [
        ...bids.slice(0, 8).map((row) => ({ row, isBid: true })),
        ...asks.slice(0, 8).map((row) => ({ row, isBid: false })),
      ];
      const orders = [];
      for (const { row, isBid } of tracked) {
        const side = isBid ? OrderSide.BUY : OrderSide.SELL;
        const params = {
          symbol,
          side,
          type: OrderType.LIMIT,
          timeInForce: TimeInForce.GTC,
          quantity: '0.05',
          price: row[0],
        } as const;
        const { orderId } = await exchange.run(client.createOrder(params));
        orders.push({ orderId, isBid, price: row[0], ahead: Math.round(Number(row[1]) * 1e8), left: 5_000_000 });
      }
      expect(exchange.clock.now()).toBe(begin);
      const units = (text: string): number => Math.round(Number(text) * 1e8);
      const flow = [
        ...trades.filter(({ T }) => T > begin).map((trade) => ({ time: trade.T, trade, event: undefined })),
        ...depth.slice(11).map((event) => ({ time: event.E, trade: undefined, event })),
      ].sort((one, other) => one.time - other.time);
      for (const { trade, event } of flow) {
        if (trade) {
          let quantity = units(trade.q);
          const reached = orders.filter(
            ({ isBid, price }) =>
              isBid === trade.m && (isBid ? Number(price) >= Number(trade.p) : Number(price) <= Number(trade.p)),
          );
          reached.sort((one, other) => (trade.m ? -1 : 1) * (Number(one.price) - Number(other.price)));
          for (const order of reached) {
            if (same(order.price, trade.p)) {
              const used = Math.min(order.ahead, quantity);
              order.ahead -= used;
              quantity -= used;
            }
            const filled = Math.min(order.left, quantity);
            order.left -= filled;
            quantity -= filled;
          }
          continue;
        }
        for (const order of orders) {
          const own = (order.isBid ? event?.b : event?.a)?.find(([price]) => same(price, order.price));
          if (own) order.ahead = Math.min(order.ahead, units(own[1]));
        }
        // An order is filled by a level of the other side whose price reaches the order's price.
        for (const [price, text] of [...(event?.a ?? [])].sort((x, y) => Number(x[0]) - Number(y[0]))) {
          crossed(
            orders.filter(({ isBid }) => isBid).sort((x, y) => Number(y.price) - Number(x.price)),
            (own) => Number(own) >= Number(price),
            units(text),
          );
        }
        for (const [price, text] of [...(event?.b ?? [])].sort((x, y) => Number(y[0]) - Number(x[0]))) {
          crossed(
            orders.filter(({ isBid }) => !isBid).sort((x, y) => Number(x.price) - Number(y.price)),
            (own) => Number(own) <= Number(price),
            units(text),
          );
        }
      }
      await exchange.run(exchange.sourceEnded, { limit: 3_600_000 });
      const found = [];
      for (const { orderId } of orders) {
        const { executedQty } = await exchange.run(client.getOrder({ symbol, orderId }));
        found.push(units(executedQty));
      }
      expect(found).toEqual(orders.map(({ left }) => 5_000_000 - left));
      expect(found.filter((filled) => filled > 0).length).toBeGreaterThan(3);
      expect(found.filter((filled) => filled === 0).length).toBeGreaterThan(process.env.LONG ? -1 : 0);
      exchange.close();
    },
  );

  itWithRecording(
    `depth-captures/${BTCUSDT}.txt.gz`,
    'trades, klines, tickers and the best prices are those of the recorded events',
    async (path) => {
      const { recorded, depth, trades } = read(path);
      const { symbol } = recorded;
      open(recorded);
      const seen = listen(exchange, symbol, ['trade', 'bookTicker', 'kline_1s']);
      await warm(symbol);
      const from = exchange.clock.now();
      // Orders of an account do not change the market data that others see.
      await exchange.run(client.createOrder({ symbol, side: OrderSide.BUY, type: OrderType.MARKET, quantity: '5' }));
      const until = Math.floor(depth.at(-2)!.E / 1000) * 1000;
      await exchange.advance(until - from);
      const past = trades.filter(({ T }) => T <= until);
      const sent = seen.trade as unknown as Trade[];
      expect(sent.map(({ t, p, q, T, m }) => [t, p, q, T, m])).toEqual(
        past.filter(({ T }) => T > from).map(({ t, p, q, T, m }) => [t, p, q, T, m]),
      );
      const units = (text: string): bigint => BigInt(text.replace('.', ''));
      const klines = await exchange.run(client.getKlines({ symbol, interval: '1s', limit: 1000 }));
      const seconds = new Map<number, Trade[]>();
      for (const trade of past) {
        const second = Math.floor(trade.T / 1000) * 1000;
        seconds.set(second, [...(seconds.get(second) ?? []), trade]);
      }
      for (const [openTime, open, high, low, close, volume, , quote, count, taker] of klines) {
        const rows = seconds.get(openTime);
        if (!rows) {
          expect(count).toBe(0);
          continue;
        }
        const prices = rows.map(({ p }) => Number(p));
        expect([open, close]).toEqual([rows[0]!.p, rows.at(-1)!.p]);
        expect([Number(high), Number(low), count]).toEqual([Math.max(...prices), Math.min(...prices), rows.length]);
        expect(units(volume)).toBe(rows.reduce((sum, { q }) => sum + units(q), 0n));
        expect(units(taker)).toBe(rows.reduce((sum, { q, m }) => sum + (m ? 0n : units(q)), 0n));
        expect(units(quote)).toBe(rows.reduce((sum, { p, q }) => sum + (units(p) * units(q)) / 100_000_000n, 0n));
      }
      const ticker = await exchange.run(client.getTicker({ symbol }));
      expect(ticker).toMatchObject({
        firstId: past[0]!.t,
        lastId: past.at(-1)!.t,
        count: past.length,
        lastPrice: past.at(-1)!.p,
      });
      expect(units(ticker.volume)).toBe(past.reduce((sum, { q }) => sum + units(q), 0n));
      // The recording also has best prices. At every update id that the recording and the exchange have in common,
      // their best prices must be equal.
      const recordedBest = new Map(
        recorded.lines
          .filter(({ stream }) => stream?.endsWith('@bookTicker'))
          .map(({ text }) => JSON.parse(text))
          .map((row) => [row.u, row]),
      );
      const shared = (seen.bookTicker ?? []).filter(({ u }) => recordedBest.has(u));
      expect(shared.length).toBeGreaterThan(20);
      for (const { u, b, B, a, A } of shared)
        expect({ u, b, B, a, A }).toMatchObject({
          b: recordedBest.get(u).b,
          B: recordedBest.get(u).B,
          a: recordedBest.get(u).a,
          A: recordedBest.get(u).A,
        });
      exchange.close();
    },
  );
});

/**
 * Fills the orders whose prices the other side of the book has reached, one after another. `quantity` is the quantity
 * that has appeared on the other side. Each fill reduces the field `left` of the filled order.
 */
function crossed(
  orders: { price: string; left: number }[],
  reaches: (price: string) => boolean,
  quantity: number,
): void {
  let rest = quantity;
  for (const order of orders) {
    if (!reaches(order.price)) continue;
    const filled = Math.min(order.left, rest);
    order.left -= filled;
    rest -= filled;
  }
}
