import { createSpotClient } from '@pkg/core';
import { createExchange, readRecording, SyntheticMarket } from '@pkg/simulator';
import { DepthCacheManager } from '@pkg/streams';
import { expect, test } from 'vitest';
import { record } from './recorder.ts';

function startMarket() {
  const exchange = createExchange({ seed: 7, symbols: ['BTCUSDT'] });
  new SyntheticMarket(exchange, { mode: 'calm' }).start();
  const { environment, clock } = exchange;
  const client = createSpotClient({ environment, clock });
  const lines: string[] = [];
  const stop = new AbortController();
  const start = () =>
    record(client, {
      symbol: 'BTCUSDT',
      write: (line) => lines.push(line),
      signal: stop.signal,
      now: () => clock.now(),
    });
  return { exchange, client, lines, stop, start };
}

/** Replays a recording to a book, and expects the book to become live. */
async function expectLiveBook(lines: readonly string[]): Promise<void> {
  const replayed = createExchange({ symbols: ['BTCUSDT'] });
  replayed.replay(readRecording(lines.join('')));
  const reader = createSpotClient({
    environment: replayed.environment,
    clock: replayed.clock,
  });
  const books = new DepthCacheManager(reader, 'BTCUSDT');
  const ready = books.ready();
  await replayed.advance(3000);
  await ready;
  expect(books.getDepthCache().status).toBe('live');
  expect(books.getDepthCache().getBids(5)).toHaveLength(5);
  await books.close();
  reader.close();
}

test('records what a book can be built from again', async () => {
  const { exchange, client, lines, stop, start } = startMarket();
  await exchange.advance(2000);
  const recording = start();
  await exchange.advance(6000);
  stop.abort();
  await recording;
  client.close();
  await expectLiveBook(lines);
});

test('ends at a gap, and a second recording has a snapshot of its own', async () => {
  const { exchange, client, lines, stop, start } = startMarket();
  const first = start();
  await exchange.advance(3000);
  exchange.faults.script({ kind: 'disconnect', times: 1 });
  await exchange.run(first);
  await expectLiveBook(lines);

  lines.length = 0;
  const second = start();
  await exchange.advance(3000);
  stop.abort();
  await second;
  client.close();
  await expectLiveBook(lines);
});
