import { describe, expect, it } from 'vitest';
import { opening, START, sold, symbol } from '../../../test/driven-market.js';
import { createExchange, type MarketEvent, timedSource } from '../../index.js';

describe('batches of events', () => {
  it('are read while the time of the exchange stands still', async () => {
    const events = [opening, sold(10, '100', '1', 1), sold(20, '100', '1', 2), sold(30, '100', '1', 3)];
    let reads = 0;
    async function* batches(): AsyncGenerator<MarketEvent[]> {
      for (const event of events) {
        for (let round = 0; round < 30; round += 1) await new Promise((resolve) => setImmediate(resolve));
        reads += 1;
        yield [event];
      }
    }
    const source = timedSource({ symbols: [symbol], start: START, events: batches });
    const exchange = createExchange({ source });
    const times: number[] = [];
    exchange.engine.on((event) => {
      if (event.type === 'TRADE') times.push(event.trade.time / 1000 - exchange.clock.now());
    });
    await exchange.ready;
    expect(reads).toBe(2);
    await exchange.advance(100);
    expect(times).toEqual([0, 0, 0]);
    await exchange.sourceEnded;
  });

  it('run to their end by `run` with a limit, and for ten minutes without one', async () => {
    async function* batches(): AsyncGenerator<MarketEvent[]> {
      yield [opening, sold(3_600_000, '100', '1', 1)];
    }
    const source = timedSource({ symbols: [symbol], start: START, events: batches });
    const open = () => createExchange({ source });
    const exchange = open();
    await expect(exchange.run(exchange.sourceEnded)).rejects.toThrow('did not settle within 600000 ms');
    const other = open();
    await other.run(other.sourceEnded, { limit: Number.POSITIVE_INFINITY });
    expect(other.clock.now()).toBe(START + 3_600_000);
  });

  it('error: advance rejects at a batch that cannot be read', async () => {
    async function* batches(): AsyncGenerator<MarketEvent[]> {
      yield [opening];
      throw new Error('disk');
    }
    const exchange = createExchange({ source: timedSource({ symbols: [symbol], start: START, events: batches }) });
    await expect(exchange.advance(100)).rejects.toThrow('disk');
    await expect(exchange.sourceEnded).rejects.toThrow('disk');
  });

  it('error: the first batch cannot be read', async () => {
    const events = (): AsyncIterable<MarketEvent[]> => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('disk')) }),
    });
    const exchange = createExchange({ source: timedSource({ symbols: [symbol], start: START, events }) });
    await expect(exchange.ready).rejects.toThrow('disk');
    await expect(exchange.sourceEnded).rejects.toThrow('disk');
  });
});

const trades = [opening, sold(10, '100', '1', 1), sold(10, '100', '1', 2), sold(20, '100', '1', 3)];

it.each([
  ['a list', () => trades],
  [
    'batches',
    async function* () {
      for (const event of trades) yield [event];
    },
  ],
] as const)('%s of events goes on if a listener of the exchange throws, and advance rejects', async (_, events) => {
  const exchange = createExchange({ source: timedSource({ symbols: [symbol], start: START, events }) });
  await exchange.ready;
  exchange.engine.on(({ type }) => {
    if (type === 'TRADE') throw new Error('a listener');
  });
  for (let thrown = 0; thrown < 3; thrown += 1) await expect(exchange.advance(20)).rejects.toThrow('a listener');
  await exchange.advance(20);
  expect(exchange.engine.trades(symbol).map(({ id }) => id)).toEqual([1, 2, 3]);
  await exchange.sourceEnded;
});

it.each([false, true])(
  'no event follows if a listener closes the exchange; the listener throws: %s',
  async (throws) => {
    const exchange = createExchange({ source: timedSource({ symbols: [symbol], start: START, events: () => trades }) });
    exchange.engine.on(({ type }) => {
      if (type !== 'TRADE') return;
      exchange.close();
      if (throws) throw new Error('a listener');
    });
    const advanced = exchange.advance(100);
    if (throws) await expect(advanced).rejects.toThrow('a listener');
    else await advanced;
    await exchange.advance(100);
    expect(exchange.engine.trades(symbol).map(({ id }) => id)).toEqual([1]);
  },
);

it.each(['close', 'end', 'import'] as const)('a source that reads a file closes the file at the %s', async (last) => {
  let open = 0;
  async function* events(): AsyncGenerator<MarketEvent[]> {
    open += 1;
    try {
      for (const event of trades) yield [event];
    } finally {
      open -= 1;
    }
  }
  const source = timedSource({ symbols: [symbol], start: START, events });
  const exchange = createExchange({ source, end: START + 15 });
  await exchange.ready;
  expect(open).toBe(1);
  if (last === 'close') exchange.close();
  else if (last === 'end') await exchange.advance(100);
  else exchange.importState(exchange.exportState());
  await exchange.advance(0);
  expect(open).toBe(last === 'import' ? 1 : 0);
  exchange.close();
});

it.each([
  ['cannot be read', new SyntaxError('line 2')],
  ['is illegal', new RangeError("amount: expected a decimal with at most 8 decimals, got 'x'")],
])('error: an event of a list %s', async (what, error) => {
  function* events(): Generator<MarketEvent> {
    yield opening;
    if (what === 'cannot be read') throw error;
    yield sold(10, 'x', '1', 1);
  }
  const late = function* (): Generator<MarketEvent> {
    yield* trades.slice(0, 2);
    for (const event of events()) if (event !== opening) yield event;
  };
  const exchange = createExchange({ source: timedSource({ symbols: [symbol], start: START, events: late }) });
  await expect(exchange.advance(100)).rejects.toThrow(error);
  await expect(exchange.sourceEnded).rejects.toThrow(error);
});
