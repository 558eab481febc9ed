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
